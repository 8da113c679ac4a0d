// Draws resources/icons/ from the dashboard's mark, with a real Chromium. Run by hand when the mark changes; the
// pictures are committed: node scripts/icons.ts
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from 'playwright'
import { chromiumArgs, findChromium } from '../e2e/servers/chromium.ts'
import { root } from './runner/root.ts'

const mark = readFileSync(join(root, 'src-renderer', 'assets', 'mark.svg'), 'utf8')
/** A template image of macOS is black and transparent; the system colors it. */
const template = mark.replaceAll('stroke="#fff"', 'stroke="#000"').replace(/<rect[^>]*>/, '')

const pictures: readonly (readonly [name: string, svg: string, pixels: number])[] = [
  ['icon.png', mark, 512],
  ['tray.png', mark, 22],
  ['tray@2x.png', mark, 44],
  ['trayTemplate.png', template, 22],
  ['trayTemplate@2x.png', template, 44],
]

const folder = join(root, 'resources', 'icons')
mkdirSync(folder, { recursive: true })
const executablePath = findChromium()
const browser = await chromium.launch({
  args: [...chromiumArgs],
  ...(executablePath === null ? {} : { executablePath }),
})
try {
  const page = await browser.newPage()
  for (const [name, svg, pixels] of pictures) writeFileSync(join(folder, name), await draw(page, svg, pixels))
} finally {
  await browser.close()
}
console.log(`icons: ${pictures.length} pictures in resources/icons/`)

async function draw(page: Page, svg: string, pixels: number): Promise<Buffer> {
  await page.setViewportSize({ width: pixels, height: pixels })
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${pixels}px;height:${pixels}px}</style>${svg}`)
  return page.screenshot({ omitBackground: true })
}
