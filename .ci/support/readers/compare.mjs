// compare.mjs TEXTS.json GROMA.json: groma reads as the catalog of Backstage does, with its YAML package.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const yaml = createRequire(`${process.env.NODE_MODULES}/`)('yaml')
const [texts, found] = process.argv.slice(2).map(file => JSON.parse(readFileSync(file, 'utf8')))
// Line breaks of YAML 1.1, and colons and question marks inside brackets: a matter of grammar, not of values.
const isGrammar = text => /[\r\u0085\u2028\u2029\ufeff]|[[{].*[?:]|^\.\.\./.test(text)
const count = { alike: 0, differently: 0, 'differently by grammar': 0, 'only by groma': 0, 'only by the catalog': 0 }
texts.forEach((text, at) => {
  const meant = read(text)
  if (JSON.stringify(sorted(meant)) === JSON.stringify(sorted(found[at]))) return (count.alike += 1)
  const how = meant === null ? 'only by groma' : found[at] === null ? 'only by the catalog' : isGrammar(text) ? 'differently by grammar' : 'differently'
  count[how] += 1
  console.error(`${how}: ${JSON.stringify(text)}: the catalog ${JSON.stringify(meant)}, groma ${JSON.stringify(found[at])}`)
})
console.log('read as Backstage does:', Object.entries(count).map(([how, number]) => `${number} ${how}`).join(', '))
process.exitCode = count.differently ? 1 : 0

function read(text) {
  try {
    const documents = yaml.parseAllDocuments(text, { logLevel: 'silent' })
    if (!Array.isArray(documents)) return []
    return documents.some(document => document.errors.length) ? null : documents.map(document => document.toJS())
  } catch {
    return null
  }
}

// Order of keys does not matter, and JSON knows neither infinity nor minus zero.
function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value === 'number') return Number.isFinite(value) ? value + 0 : null
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.keys(value).sort().map(key => [key, sorted(value[key])]))
}
