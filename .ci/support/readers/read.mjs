// read.mjs DOCUMENTS.yaml EXPECTED.json: reads back with yaml, as 1.2 and as 1.1, and with js-yaml, and compares.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { isDeepStrictEqual } from 'node:util'

const load = createRequire(`${process.env.NODE_MODULES}/`)
const yaml = load('yaml')
const jsYaml = load('js-yaml')

const documents = readFileSync(process.argv[2], 'utf8').split('---\n').slice(1)
const expected = JSON.parse(readFileSync(process.argv[3], 'utf8'))
if (documents.length !== expected.length) throw new Error(`${documents.length} documents, ${expected.length} expected`)

const readers = {
  'yaml (1.2)': text => yaml.parse(text, { version: '1.2' }),
  'yaml (1.1)': text => yaml.parse(text, { version: '1.1' }),
  'js-yaml': text => jsYaml.load(text),
}
let wrong = 0
for (const [name, read] of Object.entries(readers)) {
  let misread = 0
  documents.forEach((document, at) => {
    let found
    try {
      found = read(document)
    } catch (error) {
      found = error
    }
    if (isDeepStrictEqual(found, expected[at])) return
    misread += 1
    console.error(`${name} misreads:\n${document}as: ${found instanceof Error ? found.message : JSON.stringify(found)}`)
  })
  console.log(`${name.padEnd(28)} ${String(documents.length).padStart(6)} documents ${String(misread).padStart(6)} misread`)
  wrong += misread
}
process.exitCode = wrong ? 1 : 0
