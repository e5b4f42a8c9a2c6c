// Entities and their verdicts by the catalog model itself. NODE_MODULES names the folder of the packages.
//
//   entities.mjs make CASES.json FOLDER     one catalog file each below FOLDER: the recorded cases, and mutated entities
//   entities.mjs compare FOLDER FOUND.json  the verdicts of groma's report are those of the model
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const load = createRequire(`${process.env.NODE_MODULES}/`)
const model = load('@backstage/catalog-model')

// Made once: each compiles its schema anew.
const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.DefaultNamespaceEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
])
const validators = [
  model.apiEntityV1alpha1Validator, model.componentEntityV1alpha1Validator, model.domainEntityV1alpha1Validator,
  model.groupEntityV1alpha1Validator, model.locationEntityV1alpha1Validator, model.resourceEntityV1alpha1Validator,
  model.systemEntityV1alpha1Validator, model.userEntityV1alpha1Validator,
]

const [task, first, second] = process.argv.slice(2)
if (task === 'make') await make(first, second)
else compare(first, second)

async function make(casesFile, folder) {
  const verdicts = []
  const add = (name, text, verdict) => {
    const place = `${folder}/${String(verdicts.length).padStart(5, '0')}`
    mkdirSync(place, { recursive: true })
    writeFileSync(`${place}/catalog-info.yaml`, text)
    verdicts.push({ name, verdict })
  }
  const recorded = existsSync(casesFile) ? JSON.parse(readFileSync(casesFile, 'utf8')) : []
  for (const { id, yaml, results } of recorded) add(id, yaml, results[0]?.verdict ?? 'valid')
  for (const [name, entity] of mutated()) add(name, JSON.stringify(entity), await verdict(entity))
  writeFileSync(`${folder}/verdicts.json`, JSON.stringify(verdicts))
  console.log(`${recorded.length} recorded cases, ${verdicts.length - recorded.length} mutated entities`)
}

function compare(folder, foundFile) {
  const verdicts = JSON.parse(readFileSync(`${folder}/verdicts.json`, 'utf8'))
  const rules = verdicts.map(() => [])
  for (const finding of JSON.parse(readFileSync(foundFile, 'utf8')).findings) {
    rules[Number(finding.file.split('/').at(-2))].push(finding.rule)
  }
  const counts = {}
  let wrong = 0
  verdicts.forEach(({ name, verdict }, at) => {
    const own = rules[at].length === 0 ? 'valid' : rules[at].every(rule => rule === 'unknown-kind') ? 'unknown-kind' : 'invalid'
    counts[verdict] = (counts[verdict] ?? 0) + 1
    if (own === verdict) return
    wrong += 1
    console.error(`${at} ${name}: the catalog says ${verdict}, groma ${own} (${rules[at].join(', ')})`)
  })
  console.log(Object.entries(counts).map(([verdict, number]) => `${number} ${verdict}`).join(', '), `and ${wrong} judged differently`)
  process.exitCode = wrong ? 1 : 0
}

async function verdict(entity) {
  try {
    const accepted = await policy.enforce(structuredClone(entity))
    for (const validator of validators) if (await validator.check(accepted)) return 'valid'
    return 'unknown-kind'
  } catch {
    return 'invalid'
  }
}

// Every field of every kind is left out and given other types; texts of the envelope are tried one by one.
function* mutated() {
  const values = [null, 7, 1.5, true, '', ' ', 'x', [], [''], ['x'], [7], [null], {}, { a: 'b' }, { a: 7 }, 'required']
  for (const base of bases()) {
    yield [`${base.kind}`, base]
    for (const path of paths(base)) {
      yield [`${base.kind} without ${path.join('.')}`, changed(base, path, undefined)]
      for (const value of values) yield [`${base.kind} with ${path.join('.')} ${JSON.stringify(value)}`, changed(base, path, value)]
    }
    for (const path of [['zzz'], ['metadata', 'zzz'], ['spec', 'zzz'], ['relations'], ['status']]) {
      for (const value of [1, [], {}]) yield [`${base.kind} with unknown ${path.join('.')}`, changed(base, path, value)]
    }
  }
  const system = bases().find(base => base.kind === 'System')
  const texts = [
    'a', 'A', '-a', 'a-', 'a.b', 'a..b', 'a_b', 'a--b', 'a b', 'ä', '1', 'a/b', 'a/b/c', '/a', 'a/', 'a.b/c', 'a..b/c', 'A.b/c',
    'a--b.c/d', '-a.b/c', 'backstage.io/v1alpha1', 'a+b', 'a#b', 'a:b', 'a:-b', '+', ':', 'a\nb', 'x'.repeat(63), 'x'.repeat(64),
    `${'x'.repeat(63)}/y`, `${'x.'.repeat(126)}x/y`, `${'x.'.repeat(127)}x/y`, 'v1', 'V1', 'v1.2', 'System', 'sysTem', '1System',
  ]
  for (const text of texts) {
    for (const path of [['apiVersion'], ['kind'], ['metadata', 'name'], ['metadata', 'namespace'], ['metadata', 'tags', 0], ['metadata', 'labels', 'k']]) {
      yield [`${path.join('.')} ${text}`, changed(system, path, text)]
    }
    yield [`label ${text}`, changed(system, ['metadata', 'labels'], { [text]: 'v' })]
    yield [`annotation ${text}`, changed(system, ['metadata', 'annotations'], { [text]: 'v' })]
  }
  for (const url of addresses()) yield [`address ${url}`, changed(system, ['metadata', 'links', 0, 'url'], url)]
}

function* addresses() {
  const schemes = ['', 'http:', 'HTTPS:', 'file:', 'mailto:', 'x-y+z.1:', '1a:', ':', 'ws:', 'ftp:', 'ä:']
  const slashes = ['', '/', '//', '///', '\\\\']
  const hosts = [
    '', 'a', 'a.b', 'a b', 'a:80', 'a:', 'a:99999', 'a:x', ':80', 'u@a', 'u:p@a', '@a', 'u@', '[::1]', '[::1', '[::1]:80', '[x]',
    '1.2.3.4', '1.2.3', '256.1.1.1', '1.2.3.4.5', '0x7f.1', '0x', '1.2.3.09', 'a.1', 'a%20b', 'a%41', '%', 'a<b', 'a|b', 'a^b',
    'ä.b', 'a_b', '.', '..', 'a..b', '4294967296', '4294967295', 'a\tb', ' a', 'xn--', 'a#b', 'a?b', '?b', '#b', 'C:', 'C|',
  ]
  for (const scheme of schemes) for (const slash of slashes) for (const host of hosts) for (const rest of ['', '/p q?r#s']) yield scheme + slash + host + rest
}

function bases() {
  const metadata = {
    name: 'orders', namespace: 'default', uid: 'u', etag: 'e', title: 'Orders', description: 'd', labels: { k: 'v' },
    annotations: { 'a.b/c': 'd' }, tags: ['java'], links: [{ url: 'https://x.y', title: 't', icon: 'i', type: 't' }],
  }
  const profile = { displayName: 'd', email: 'e', picture: 'p' }
  const common = { type: 't', lifecycle: 'l', owner: 'o', system: 's' }
  const specs = {
    Component: { ...common, subcomponentOf: 'c', providesApis: ['a'], consumesApis: ['a'], dependsOn: ['component:c'] },
    API: { ...common, definition: 'd' },
    Resource: { type: 't', owner: 'o', system: 's', dependsOn: ['resource:r'] },
    System: { owner: 'o', domain: 'd', type: 't' },
    Domain: { owner: 'o', subdomainOf: 'd', type: 't' },
    Group: { type: 't', children: ['g'], members: ['u'], parent: 'p', profile },
    User: { memberOf: ['g'], profile },
    Location: { type: 'url', target: 't', targets: ['t'], presence: 'optional' },
  }
  return Object.entries(specs).map(([kind, spec]) => ({ apiVersion: 'backstage.io/v1alpha1', kind, metadata, spec }))
}

function* paths(value, path = []) {
  if (path.length) yield path
  if (value === null || typeof value !== 'object') return
  for (const key of Object.keys(value)) yield* paths(value[key], [...path, Array.isArray(value) ? Number(key) : key])
}

function changed(base, path, value) {
  const copy = structuredClone(base)
  const parent = path.slice(0, -1).reduce((node, key) => node[key], copy)
  if (value === undefined) delete parent[path.at(-1)]
  else parent[path.at(-1)] = value
  return copy
}
