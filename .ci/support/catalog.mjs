// catalog.mjs TREE: every Backstage entity in a rendered tree passes the portal's own policies and validators, no
// entity stands twice, and what an entity names exists. NODE_MODULES names the folder of the packages.
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const load = createRequire(`${process.env.NODE_MODULES}/`)
const yaml = load('yaml')
const model = load('@backstage/catalog-model')

const policy = model.EntityPolicies.allOf([
  new model.SchemaValidEntityPolicy(),
  new model.DefaultNamespaceEntityPolicy(),
  new model.NoForeignRootFieldsEntityPolicy(),
  new model.FieldFormatEntityPolicy(),
])
const validators = {
  API: model.apiEntityV1alpha1Validator,
  Component: model.componentEntityV1alpha1Validator,
  Domain: model.domainEntityV1alpha1Validator,
  Group: model.groupEntityV1alpha1Validator,
  Location: model.locationEntityV1alpha1Validator,
  Resource: model.resourceEntityV1alpha1Validator,
  System: model.systemEntityV1alpha1Validator,
  User: model.userEntityV1alpha1Validator,
}
// Fields of `spec` that hold references, and the kind that is meant when a reference names none.
const references = {
  owner: 'group', system: 'system', domain: 'domain', subdomainOf: 'domain', subcomponentOf: 'component', parent: 'group',
  children: 'group', members: 'user', memberOf: 'group', providesApis: 'api', consumesApis: 'api', dependsOn: 'component',
  dependencyOf: 'component',
}

const tree = path.resolve(process.argv[2])
const faults = []
const entities = new Map()
const named = []
const targets = new Set()
const counts = {}

for (const file of files(tree)) {
  const text = readFileSync(file, 'utf8')
  const isCatalog = path.basename(file) === 'catalog-info.yaml'
  if (!isCatalog && !/^apiVersion:\s*["']?backstage\.io\//m.test(text)) continue
  for (const document of yaml.parseAllDocuments(text)) {
    try {
      if (document.errors.length) throw document.errors[0]
      await accept(file, resolved(document.toJS()))
    } catch (error) {
      faults.push(`${path.relative(tree, file)}: ${error.message}`)
    }
  }
}

const missing = new Set()
for (const { file, ref } of named) {
  if (entities.has(ref)) continue
  // Groups and users may come from the organisation's own directory.
  if (/^(group|user):/.test(ref)) missing.add(ref)
  else faults.push(`${path.relative(tree, file)}: names ${ref}, which does not exist`)
}
// Only component files are found by discovery; everything else must be reached from a Location.
for (const [ref, file] of entities) {
  if (path.basename(file) !== 'catalog-info.yaml' && !targets.has(file)) faults.push(`${path.relative(tree, file)}: no Location leads to ${ref}`)
}

const total = Object.values(counts).reduce((sum, n) => sum + n, 0)
if (!total) faults.push('there is no entity')
console.log(`${total} entities:`, Object.entries(counts).sort().map(([kind, n]) => `${n} ${kind}`).join(', '))
if (missing.size) console.log('expected from elsewhere:', [...missing].sort().join(', '))
faults.forEach(fault => console.error(fault))
process.exitCode = faults.length ? 1 : 0

async function accept(file, entity) {
  const accepted = await policy.enforce(entity)
  if (!accepted) throw new Error('is refused by a policy')
  const validator = validators[accepted.kind]
  if (!validator) throw new Error(`has the unknown kind ${accepted.kind}`)
  if (!(await validator.check(accepted))) throw new Error(`is no ${accepted.kind} of ${accepted.apiVersion}`)

  const ref = model.stringifyEntityRef(accepted)
  if (entities.has(ref)) throw new Error(`${ref} stands in ${path.relative(tree, entities.get(ref))} too`)
  entities.set(ref, file)
  counts[accepted.kind] = (counts[accepted.kind] ?? 0) + 1

  for (const [field, defaultKind] of Object.entries(references)) {
    for (const value of [accepted.spec?.[field] ?? []].flat()) {
      const ref = model.stringifyEntityRef(model.parseEntityRef(value, { defaultKind, defaultNamespace: accepted.metadata.namespace }))
      named.push({ file, ref })
    }
  }
  if (accepted.kind !== 'Location') return
  for (const target of [accepted.spec.target ?? [], accepted.spec.targets ?? []].flat()) {
    if (/^[a-z]+:\/\//.test(target)) continue
    const place = path.resolve(path.dirname(file), target)
    if (!existsSync(place)) throw new Error(`target ${target} does not exist`)
    targets.add(place)
  }
}

// Replaces { $text: .. }, { $json: .. } and { $yaml: .. } by a string, as the portal does before it validates.
function resolved(value) {
  if (Array.isArray(value)) return value.map(resolved)
  if (value === null || typeof value !== 'object') return value
  const keys = Object.keys(value)
  if (keys.length === 1 && ['$text', '$json', '$yaml'].includes(keys[0])) return `content of ${value[keys[0]]}`
  return Object.fromEntries(keys.map(key => [key, resolved(value[key])]))
}

function* files(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = path.join(folder, entry.name)
    if (entry.isDirectory()) yield* files(place)
    else if (/\.ya?ml$/.test(entry.name)) yield place
  }
}
