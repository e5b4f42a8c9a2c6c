// page.mjs PAGE..: plans as pages, in a real headless Chromium: they load nothing, can be searched, used by keyboard
// alone, read in light and dark and on a phone, and are whole without their script. NODE_MODULES names the packages.
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

// The browser comes with the libraries that it needs, and unpacks them where it believes to be in a bare container.
process.env.AWS_EXECUTION_ENV ??= 'AWS_Lambda_nodejs22.x'
const load = createRequire(`${process.env.NODE_MODULES}/`)
const { default: chromium } = await import(pathToFileURL(load.resolve('@sparticuz/chromium')))
const puppeteer = load('puppeteer-core')

const faults = []
let checks = 0
let where = ''
const check = (holds, what) => {
  checks += 1
  if (!holds) faults.push(`${where}: ${what}`)
}

const browser = await puppeteer.launch({
  executablePath: await chromium.executablePath(),
  args: [...chromium.args, '--no-sandbox'],
  headless: 'shell',
})

async function open(file, { scripts = true, scheme = 'light', width = 1280 } = {}) {
  const page = await browser.newPage()
  const url = pathToFileURL(file).href
  page.on('request', (request) => check(request.url() === url, `loads ${request.url().slice(0, 100)}`))
  page.on('pageerror', (error) => check(false, `fails: ${error.message}`))
  page.on('console', (message) => check(false, `says: ${message.text()}`))
  page.on('dialog', async (dialog) => { check(false, 'opens a dialog'); await dialog.dismiss() })
  await page.setJavaScriptEnabled(scripts)
  await page.setViewport({ width, height: 900 })
  await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }])
  await page.goto(url)
  return page
}

const shown = (page) => page.$$eval('.change', (list) => list.filter((one) => one.checkVisibility()).length)
const focus = (page) => page.evaluate(() => {
  const one = document.activeElement
  return { tag: one.tagName, id: one.id, text: one.textContent.trim().slice(0, 60), outline: getComputedStyle(one).outlineStyle }
})

async function structure(file) {
  const page = await open(file)
  const facts = await page.evaluate(() => ({
    scripts: document.scripts.length,
    foreign: document.querySelectorAll('img, iframe, object, embed, link, video, audio, form, base').length,
    handlers: [...document.querySelectorAll('*')].filter((one) => [...one.attributes].some((a) => a.name.startsWith('on'))).length,
    language: document.documentElement.lang,
    title: document.title,
    headings: document.querySelectorAll('h1').length,
    ids: [...document.querySelectorAll('[id]')].map((one) => one.id),
    unnamed: [...document.querySelectorAll('input, select, button')].filter((one) => !(one.labels?.length || one.textContent.trim())).length,
    wide: document.scrollingElement.scrollWidth > innerWidth,
  }))
  check(facts.scripts === 1, `has ${facts.scripts} scripts`)
  check(facts.foreign === 0, 'has elements that load something')
  check(facts.handlers === 0, 'has handlers in attributes')
  check(facts.language === 'en' && facts.title.startsWith('Plan: ') && facts.headings === 1, 'lacks language, title or heading')
  check(new Set(facts.ids).size === facts.ids.length, 'gives an id twice')
  check(facts.unnamed === 0, 'has a control without a name')
  check(!facts.wide, 'scrolls to the side')
  await page.close()
}

async function searching(file) {
  const page = await open(file)
  const all = await shown(page)
  const name = await page.$eval('.change .name', (one) => one.textContent).catch(() => '')
  if (all > 1 && name) {
    await page.keyboard.press('/')
    check((await focus(page)).id === 'search', '`/` does not lead to the search')
    await page.keyboard.type(name)
    const found = await shown(page)
    check(found > 0 && found <= all, `finds ${found} of ${all} for ${name}`)
    const told = await page.$eval('#found', (one) => one.textContent)
    check(told.includes(String(found)), `says "${told}" for ${found}`)
    await page.keyboard.type(' no-such-thing-anywhere')
    check(await shown(page) === 0, 'finds what is not there')
    check(await page.$eval('#empty', (one) => one.checkVisibility()), 'does not say that nothing was found')
    await page.keyboard.press('Escape')
    check(await shown(page) === all, 'Escape does not bring all changes back')
    const teams = await page.$$eval('#team option', (list) => list.map((one) => one.value).filter(Boolean))
    for (const team of teams) {
      await page.select('#team', team)
      const wrong = await page.$$eval('.change', (list, team) => list.filter((one) =>
        one.checkVisibility() !== one.dataset.teams.split(' ').includes(team)).length, team)
      check(wrong === 0, `shows ${wrong} changes wrongly for ${team}`)
    }
    await page.select('#team', '')
    await page.click('#risky')
    const risky = await page.$$eval('.change[data-risks="1"]', (list) => list.length)
    check(await shown(page) === risky, 'shows what cannot hurt')
    await page.click('#risky')
  }
  await page.close()
}

async function keyboard(file) {
  const page = await open(file)
  await page.keyboard.press('Tab')
  check((await focus(page)).text === 'To the changes', 'the first key does not lead past the head')
  if (await shown(page) > 1) {
    await page.keyboard.press('j')
    const first = await focus(page)
    await page.keyboard.press('j')
    const second = await focus(page)
    check(first.tag === 'SUMMARY' && second.tag === 'SUMMARY', '`j` does not lead to a change')
    check(second.outline !== 'none', 'the focus cannot be seen')
    const open = () => page.evaluate(() => document.activeElement.parentElement.open)
    const before = await open()
    await page.keyboard.press('Enter')
    check(await open() !== before, 'Enter does not open a change')
    await page.keyboard.press('k')
    check((await focus(page)).text === first.text, '`k` does not lead back')
  }
  const node = await page.$('svg a')
  if (node) {
    await node.evaluate((one) => one.focus())
    check((await focus(page)).tag === 'a', 'an app of the picture cannot be reached')
    const name = await node.evaluate((one) => one.dataset.name)
    await page.keyboard.press('Enter')
    check(await page.$eval('#search', (one) => one.value) === name, 'an app of the picture does not search for itself')
  }
  await page.close()
}

async function picture(file) {
  const page = await open(file)
  const boxes = await page.$$eval('svg a', (list) => list.map((one) => {
    const box = (part) => { const { x, y, width, height } = part.getBBox(); return { x, y, right: x + width, bottom: y + height } }
    return { name: one.dataset.name, rect: box(one.querySelector('rect')), texts: [...one.querySelectorAll('text')].map(box) }
  }))
  for (const { name, rect, texts } of boxes) {
    check(texts.every((text) => text.right <= rect.right - 2 && text.bottom <= rect.bottom), `the name of ${name} leaves its box`)
  }
  for (const [at, { rect: a, name }] of boxes.entries()) {
    check(boxes.slice(at + 1).every(({ rect: b }) => a.right <= b.x || b.right <= a.x || a.bottom <= b.y || b.bottom <= a.y), `${name} covers another`)
  }
  await page.close()
}

/// Texts against what is behind them, as WCAG 2 reckons: 4.5 to 1.
async function contrast(file, scheme) {
  const page = await open(file, { scheme })
  await page.$$eval('details', (list) => list.forEach((one) => { one.open = true }))
  const faint = await page.evaluate(() => {
    const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
    const parsed = new Map() // a page has few colours, and many elements
    const parse = (color) => {
      if (!parsed.has(color)) {
        context.clearRect(0, 0, 1, 1)
        context.fillStyle = color
        context.fillRect(0, 0, 1, 1)
        parsed.set(color, [...context.getImageData(0, 0, 1, 1).data].map((part, at) => at === 3 ? part / 255 : part))
      }
      return parsed.get(color)
    }
    const over = (top, below) => top.slice(0, 3).map((part, at) => part * top[3] + below[at] * (1 - top[3]))
    const behind = (one) => {
      const layers = []
      for (let at = one; at; at = at.parentElement) layers.push(parse(getComputedStyle(at).backgroundColor))
      return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255])
    }
    const light = (color) => {
      const [r, g, b] = color.map((part) => part / 255).map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
      return 0.2126 * r + 0.7152 * g + 0.0722 * b
    }
    const found = new Set()
    for (const one of document.querySelectorAll('body *:not(svg, svg *, script)')) {
      if (![...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()) || !one.checkVisibility()) continue
      const style = getComputedStyle(one)
      if (style.opacity !== '1') continue // a zero, which stands back on purpose
      const back = behind(one)
      const [a, b] = [light(over(parse(style.color), back)), light(back)].sort((a, b) => b - a)
      const ratio = (a + 0.05) / (b + 0.05)
      if (ratio < 4.5) found.add(`${one.tagName}.${one.className} ${ratio.toFixed(2)}`)
    }
    return [...found]
  })
  check(faint.length === 0, `too faint in ${scheme}: ${faint.slice(0, 5).join('; ')}`)
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor)
  await page.close()
  return paper
}

async function elsewhere(file) {
  const phone = await open(file, { width: 360 })
  check(!(await phone.evaluate(() => document.scrollingElement.scrollWidth > innerWidth)), 'scrolls to the side on a phone')
  await phone.close()
  const all = await open(file).then(async (page) => { const count = await shown(page); await page.close(); return count })
  const bare = await open(file, { scripts: false })
  const plain = await bare.$$('.change')
  check(plain.length === all, 'is not whole without its script')
  await bare.close()
}

const files = process.argv.slice(2)
for (const file of files) {
  where = path.basename(path.dirname(file))
  await structure(file)
  await searching(file)
  await keyboard(file)
  await picture(file)
  const papers = [await contrast(file, 'light'), await contrast(file, 'dark')]
  check(papers[0] !== papers[1], 'looks the same in light and dark')
  await elsewhere(file)
}
await browser.close()
if (faults.length) {
  console.error([...new Set(faults)].join('\n'))
  process.exit(1)
}
console.log(`pages: ${files.length} plans, ${checks} checks in Chromium`)
