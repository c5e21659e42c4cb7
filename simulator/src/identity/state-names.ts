/** States of the United States and provinces of Canada, whose codes stand in addresses as often as their names. */
const states = `al alabama, ak alaska, az arizona, ar arkansas, ca california, co colorado, ct connecticut, de delaware,
dc district of columbia, fl florida, ga georgia, hi hawaii, id idaho, il illinois, in indiana, ia iowa, ks kansas,
ky kentucky, la louisiana, me maine, md maryland, ma massachusetts, mi michigan, mn minnesota, ms mississippi,
mo missouri, mt montana, ne nebraska, nv nevada, nh new hampshire, nj new jersey, nm new mexico, ny new york,
nc north carolina, nd north dakota, oh ohio, ok oklahoma, or oregon, pa pennsylvania, ri rhode island,
sc south carolina, sd south dakota, tn tennessee, tx texas, ut utah, vt vermont, va virginia, wa washington,
wv west virginia, wi wisconsin, wy wyoming, ab alberta, bc british columbia, mb manitoba, nb new brunswick,
nl newfoundland and labrador, ns nova scotia, nt northwest territories, nu nunavut, on ontario,
pe prince edward island, qc quebec, sk saskatchewan, yt yukon`

const codeOfName = new Map(
  states.split(/,\s+/).map((entry): [string, string] => [entry.slice(3), entry.slice(0, 2)]),
)

/** The two letters of a state for its name in lower case; nothing for any other text. */
export function stateCodeOf(name: string): string | undefined {
  return codeOfName.get(name)
}
