// reports.mjs FOLDER: the annotations in `FOLDER/<case>.github` are those that GitHub's own toolkit writes for the
// findings in `FOLDER/<case>.json`. NODE_MODULES names the folder of the packages.
import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const core = createRequire(`${process.env.NODE_MODULES}/`)('@actions/core')
const folder = process.argv[2]
const shown = 10
const faults = []
let cases = 0
let count = 0

// What the toolkit prints.
function printed(write) {
  const own = process.stdout.write
  let text = ''
  process.stdout.write = (chunk) => ((text += chunk), true)
  try {
    write()
  } finally {
    process.stdout.write = own
  }
  return text.trimEnd()
}

// A command with its properties in one order, as they are escaped.
function sorted(command) {
  const [, head, data] = /^::([^]*?)::([^]*)$/.exec(command)
  const [name, ...rest] = head.split(' ')
  return JSON.stringify([name, rest.join(' ').split(',').sort(), data])
}

// As groma spells characters out, so that only the escapes of commands are compared.
const control = /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu
const visible = (text) =>
  text
    .replace(control, (c) => `\\u{${c.codePointAt(0).toString(16)}}`)
    .replace(/(##[A-Za-z]*)\[/g, '$1\\u{5b}')
const said = (text) => {
  const characters = [...visible(text)]
  const rest = characters.length - 1000
  return rest > 0 ? `${characters.slice(0, 1000).join('')}... (${rest} more characters)` : characters.join('')
}

function expected(finding) {
  const write = { error: core.error, warning: core.warning, info: core.notice }[finding.level]
  const properties = { title: finding.rule, file: visible(finding.file.replace(/^\.\//, '')), startLine: finding.line, endLine: finding.end_line }
  if (finding.line === finding.end_line) Object.assign(properties, { startColumn: finding.column, endColumn: finding.end_column })
  const help = finding.help === null ? '' : `\nhelp: ${said(finding.help)}`
  return printed(() => write(said(finding.message) + help, properties))
}

for (const file of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  const name = path.basename(file, '.json')
  const { findings } = JSON.parse(readFileSync(path.join(folder, file), 'utf8'))
  const lines = readFileSync(path.join(folder, `${name}.github`), 'utf8').split('\n').slice(0, -1)
  const levels = ['error', 'warning', 'info'].map((level) => findings.filter((finding) => finding.level === level))
  const wanted = levels.flatMap((list) => list.slice(0, shown)).map(expected)
  const rest = levels.flatMap((list) => list.slice(shown)).length + (findings.length > 0 ? 1 : 0)
  if (lines.length !== wanted.length + rest) faults.push(`${name}: ${lines.length} lines, not ${wanted.length + rest}`)
  wanted.forEach((command, index) => {
    if (sorted(lines[index]) !== sorted(command)) faults.push(`${name}: ${lines[index]}\n  the toolkit writes ${command}`)
  })
  for (const line of lines.slice(wanted.length)) {
    if (/^\s*::/.test(line) || /##[A-Za-z]*\[/.test(line)) faults.push(`${name}: a command of its own: ${line}`)
  }
  cases += 1
  count += wanted.length
}

if (faults.length > 0 || cases === 0) {
  console.error(faults.slice(0, 40).join('\n'))
  process.exit(1)
}
console.log(`github: ${cases} reports, ${count} annotations as the toolkit writes them`)
