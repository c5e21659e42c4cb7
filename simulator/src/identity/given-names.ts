/**
 * Given names that go for one another: short forms, and spellings of other languages. Salesforce uses a language model
 * {IRM}; this table stands in for it (assumed) and holds the names of its examples and other common ones.
 */
const groups: readonly string[] = [
  'alexander alex sasha alec alessandro alejandro aleksander',
  'alexandra alex sasha sandra alessandra alejandra',
  'andrew andy drew andreas andre andrea andres',
  'anna ann anne annie hanna hannah ana',
  'anthony tony antonio anton antoine',
  'beatriz beatrice bea trixie beatrix',
  'benjamin ben benny benji',
  'catherine katherine kathryn catharine katharina catarina kate cathy kathy katie cathi',
  'charles charlie chuck carlos karl carl carlo',
  'christina kristina christine tina kristin cristina',
  'christopher chris kristof cristobal',
  'daniel dan danny daniele',
  'david dave davy davide',
  'deborah debbie debora debra',
  'dorothy dora dot dottie dorothea',
  'edward ed eddie ted ned eduardo eduard',
  'elizabeth liz lizzie beth betty eliza elisabeth elise isabel',
  'francis frank fran francisco francois franz paco',
  'frederick fred freddy friedrich federico fritz',
  'george georg jorge jorgen giorgio',
  'gregory greg gregor',
  'helen helena elena ellen nell',
  'henry harry hank heinrich enrique henri heinz',
  'jacob jake jacques jakob',
  'james jim jimmy jamie jaime diego',
  'jennifer jen jenny',
  'jessica jess jessie',
  'john jack johnny juan jean johann johannes giovanni hans ivan jan',
  'jonathan jon jonny',
  'joseph joe joey jose josef giuseppe pepe',
  'joshua josh',
  'kenneth ken kenny',
  'laurence lawrence larry lorenzo lars',
  'leonard leo len lenny leonardo',
  'louis lewis lou luis luigi ludwig',
  'lucy lucia lucie luzia',
  'margaret maggie meg peggy greta margarita margarete',
  'mary maria marie molly mia',
  'matthew matt matthias mateo matteo',
  'michael mike mick mickey miguel michel mikhail',
  'nicholas nick nicky nicolas klaus nikolaus',
  'patricia pat patty trish',
  'patrick pat paddy patricio',
  'paul pablo paolo pavel',
  'peter pete pedro pierre pietro',
  'philip phil phillip felipe philippe',
  'rebecca becky becca',
  'richard rich rick dick ricardo riccardo',
  'robert bob rob bobby robbie roberto rupert',
  'ronald ron ronnie',
  'samuel sam sammy',
  'samantha sam sammy',
  'stephen steven steve stefan esteban stephan etienne',
  'susan sue susie susanna susanne suzanne',
  'theodore ted teddy theo',
  'theresa teresa terry tess',
  'thomas tom tommy tomas tommaso',
  'timothy tim timmy',
  'victoria vicky tori',
  'vincent vince vincenzo vicente',
  'william bill billy will willy liam wilhelm guillermo guillaume',
  'zachary zach zack',
]

const groupsOfName = new Map<string, ReadonlySet<number>>()
for (const [index, names] of groups.entries()) {
  for (const name of names.split(' ')) {
    groupsOfName.set(name, new Set([...(groupsOfName.get(name) ?? []), index]))
  }
}

/** Whether two names, in lower case and without marks, stand in one group. */
export function areSameGivenName(left: string, right: string): boolean {
  const others = groupsOfName.get(right)
  return others !== undefined && groupsOfName.get(left)?.isDisjointFrom(others) === false
}
