/** What the shop sells. Pictures are drawn here, so that no page loads anything but the shop itself. */

const picture = (ground, drawing) =>
  `<svg viewBox="0 0 400 400" role="img" aria-hidden="true" preserveAspectRatio="xMidYMid slice">
    <rect width="400" height="400" fill="${ground}"/>
    ${drawing}
  </svg>`

const floorShadow = (rx) =>
  `<ellipse cx="200" cy="322" rx="${rx}" ry="13" fill="#2b2620" opacity=".14"/>`

export const currency = 'EUR'

export const products = [
  {
    id: 'mug-01',
    sku: 'HP-1001',
    name: 'Stoneware mug',
    category: 'Kitchen',
    brand: 'Harbour & Pine',
    variant: 'Speckled sand',
    price: 18,
    text: 'Thrown by hand and fired twice. Holds a proper coffee and keeps it warm.',
    picture: picture(
      '#efe3d3',
      `${floorShadow(92)}
      <path d="M272 178h22c30 0 46 22 46 48s-18 50-50 50h-20v-24h16c20 0 30-11 30-27 0-15-9-25-25-25h-19z" fill="#c9a57f"/>
      <path d="M122 146h152v128c0 28-20 48-48 48h-56c-28 0-48-20-48-48z" fill="#dcbd98"/>
      <path d="M122 146h152v34H122z" fill="#f7efe4"/>
      <ellipse cx="198" cy="146" rx="76" ry="15" fill="#5a3a26"/>
      <ellipse cx="198" cy="146" rx="76" ry="15" fill="none" stroke="#f7efe4" stroke-width="7"/>
      <g fill="#9c7853"><circle cx="150" cy="214" r="3"/><circle cx="182" cy="242" r="2.5"/><circle cx="226" cy="206" r="3"/><circle cx="246" cy="256" r="2.5"/><circle cx="168" cy="284" r="3"/><circle cx="214" cy="292" r="2.5"/></g>
      <path d="M178 118c-12-14 12-24 0-40M214 118c-12-14 12-24 0-40" fill="none" stroke="#fff" stroke-width="6" stroke-linecap="round" opacity=".8"/>`,
    ),
  },
  {
    id: 'lamp-01',
    sku: 'HP-2001',
    name: 'Brass reading lamp',
    category: 'Light',
    brand: 'Harbour & Pine',
    variant: 'Brushed brass',
    price: 129,
    text: 'A warm pool of light exactly where the page is. Dims by touch.',
    picture: picture(
      '#21393a',
      `<path d="M228 150 96 330h264z" fill="#ffe9a8" opacity=".18"/>
      <ellipse cx="200" cy="328" rx="120" ry="13" fill="#0d1b1c" opacity=".5"/>
      <rect x="112" y="308" width="104" height="18" rx="9" fill="#b98a3c"/>
      <path d="M164 308V118" stroke="#d3a552" stroke-width="9" stroke-linecap="round"/>
      <path d="M164 122c0-44 62-50 78-16" fill="none" stroke="#d3a552" stroke-width="9" stroke-linecap="round"/>
      <path d="M206 110c20-26 62-20 72 14l10 34-92 18-8-30c-2-14 6-26 18-36z" fill="#e2b864"/>
      <ellipse cx="242" cy="168" rx="47" ry="11" transform="rotate(-11 242 168)" fill="#fff3c9"/>`,
    ),
  },
  {
    id: 'stool-01',
    sku: 'HP-3001',
    name: 'Oak stool',
    category: 'Furniture',
    brand: 'Harbour & Pine',
    variant: 'Oiled oak',
    price: 149,
    text: 'Seat, bedside table, plant stand. Three legs never wobble.',
    picture: picture(
      '#dfe6dc',
      `${floorShadow(112)}
      <path d="M142 176 112 320M258 176l30 144M200 180v136" stroke="#a8763f" stroke-width="19" stroke-linecap="round"/>
      <path d="M132 252h136" stroke="#94652f" stroke-width="11" stroke-linecap="round"/>
      <ellipse cx="200" cy="174" rx="104" ry="30" fill="#94652f"/>
      <ellipse cx="200" cy="162" rx="104" ry="30" fill="#c9975b"/>
      <g fill="none" stroke="#b07f45" stroke-width="3"><ellipse cx="200" cy="162" rx="72" ry="20"/><ellipse cx="206" cy="162" rx="42" ry="11"/><ellipse cx="210" cy="162" rx="16" ry="4"/></g>`,
    ),
  },
  {
    id: 'blanket-01',
    sku: 'HP-4001',
    name: 'Wool blanket',
    category: 'Textile',
    brand: 'Fell Mill',
    variant: 'Rust check',
    price: 98,
    text: 'Lambswool, woven in wide checks, with a fringe that stays put.',
    picture: picture(
      '#f0e6dd',
      `${floorShadow(128)}
      <rect x="84" y="238" width="232" height="74" rx="20" fill="#8d3f28"/>
      <rect x="84" y="178" width="232" height="74" rx="20" fill="#b4553a"/>
      <rect x="84" y="118" width="232" height="74" rx="20" fill="#c96d4e"/>
      <g fill="#f3d9c2" opacity=".55"><rect x="122" y="118" width="16" height="194"/><rect x="192" y="118" width="16" height="194"/><rect x="262" y="118" width="16" height="194"/><rect x="84" y="146" width="232" height="10"/><rect x="84" y="206" width="232" height="10"/><rect x="84" y="268" width="232" height="10"/></g>
      <path d="M88 312v18m16-18v20m16-20v18m16-18v20m16-20v18m16-18v20m16-20v18m16-18v20m16-20v18m16-18v20m16-20v18m16-18v20m16-20v18m16-18v20m12-20v18" stroke="#8d3f28" stroke-width="4" stroke-linecap="round"/>`,
    ),
  },
  {
    id: 'carafe-01',
    sku: 'HP-1002',
    name: 'Glass carafe',
    category: 'Kitchen',
    brand: 'Harbour & Pine',
    variant: 'Clear, cork stopper',
    price: 34,
    text: 'One litre, mouth-blown, with a cork ball that sounds as good as it looks.',
    picture: picture(
      '#d9e8ec',
      `${floorShadow(84)}
      <path d="M176 110h48v56c0 26 62 52 62 112 0 30-22 44-46 44h-80c-24 0-46-14-46-44 0-60 62-86 62-112z" fill="#fff" opacity=".62"/>
      <path d="M126 244c24-14 50 12 76 0s50-12 74 2c6 10 10 20 10 32 0 30-22 44-46 44h-80c-24 0-46-14-46-44 0-12 4-24 12-34z" fill="#7fb7c6" opacity=".75"/>
      <path d="M176 110h48v56c0 26 62 52 62 112 0 30-22 44-46 44h-80c-24 0-46-14-46-44 0-60 62-86 62-112z" fill="none" stroke="#fff" stroke-width="6"/>
      <circle cx="200" cy="94" r="30" fill="#c79a68"/><circle cx="191" cy="86" r="4" fill="#a97c4c"/><circle cx="208" cy="100" r="3" fill="#a97c4c"/>
      <path d="M146 268c2-22 16-38 30-52" fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round"/>`,
    ),
  },
  {
    id: 'pot-01',
    sku: 'HP-5001',
    name: 'Terracotta planter',
    category: 'Garden',
    brand: 'Fell Mill',
    variant: 'Medium, with saucer',
    price: 42,
    text: 'Breathes as roots like it. Comes with a saucer; the fig is yours to add.',
    picture: picture(
      '#e6ead9',
      `${floorShadow(100)}
      <path d="M200 214C200 150 190 120 200 70" stroke="#4d6b3c" stroke-width="8" fill="none" stroke-linecap="round"/>
      <g fill="#6d9152"><path d="M200 150c-58 8-84-22-92-58 46-8 84 12 92 58z"/><path d="M202 128c46 2 74-22 80-62-44-2-76 18-80 62z" fill="#84a866"/><path d="M200 196c-40 6-66-10-76-38 36-8 68 4 76 38z" fill="#84a866"/><path d="M202 186c44 4 72-14 82-48-42-8-74 12-82 48z"/></g>
      <path d="M118 208h164v34H118z" fill="#c8704a"/>
      <path d="M130 242h140l-18 68H148z" fill="#b86240"/>
      <rect x="126" y="306" width="148" height="16" rx="8" fill="#a15335"/>`,
    ),
  },
  {
    id: 'candle-01',
    sku: 'HP-6001',
    name: 'Cedar candle',
    category: 'Light',
    brand: 'Harbour & Pine',
    variant: '220 g',
    price: 26,
    text: 'Rapeseed wax, cedar and a little smoke. Burns for forty evenings.',
    picture: picture(
      '#2f2a33',
      `<circle cx="200" cy="116" r="112" fill="#ffcf7a" opacity=".13"/><circle cx="200" cy="122" r="62" fill="#ffcf7a" opacity=".2"/>
      <ellipse cx="200" cy="324" rx="98" ry="12" fill="#000" opacity=".4"/>
      <path d="M200 78c22 28 24 48 0 64-24-16-22-36 0-64z" fill="#ffb84d"/><path d="M200 104c9 13 9 24 0 32-9-8-9-19 0-32z" fill="#fff0c4"/>
      <path d="M200 140v28" stroke="#1d1920" stroke-width="5"/>
      <rect x="124" y="166" width="152" height="156" rx="16" fill="#e9dccb"/>
      <rect x="124" y="166" width="152" height="34" rx="14" fill="#f8f1e6"/>
      <rect x="150" y="224" width="100" height="62" rx="6" fill="#3f5347"/>
      <path d="M200 234l16 22h-9l11 18h-36l11-18h-9z" fill="#e9dccb"/>`,
    ),
  },
  {
    id: 'notebook-01',
    sku: 'HP-7001',
    name: 'Linen notebook',
    category: 'Desk',
    brand: 'Fell Mill',
    variant: 'Dotted, A5',
    price: 16,
    text: 'Opens flat, takes ink, ends with an index you will actually use.',
    picture: picture(
      '#e3ddea',
      `<rect x="118" y="92" width="180" height="236" rx="10" fill="#2b2620" opacity=".13" transform="rotate(5 200 200)"/>
      <g transform="rotate(-5 200 200)">
      <rect x="118" y="84" width="172" height="232" rx="8" fill="#f8f4ec"/>
      <rect x="110" y="78" width="172" height="232" rx="8" fill="#5b5f8a"/>
      <rect x="110" y="78" width="30" height="232" rx="8" fill="#4a4e77"/>
      <rect x="160" y="124" width="94" height="46" rx="4" fill="#f4ecdf"/>
      <path d="M172 140h70M172 154h46" stroke="#b9ad9b" stroke-width="5" stroke-linecap="round"/>
      <path d="M258 78v250l-10-9-10 9V78z" fill="#d98c5f"/></g>`,
    ),
  },
]

export const productOf = (id) => products.find((product) => product.id === id)
