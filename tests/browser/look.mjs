// Opens reports in a real browser and says what is wrong with them, one line each; the last line is "passed failed".
// usage: look.mjs NODE_MODULES PICTURES REPORT...
import { createRequire } from 'node:module';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
const [modules, pictures, ...reports] = process.argv.slice(2);
const require = createRequire(modules + '/');
const { chromium } = require('playwright-core');
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
let passed = 0, failed = 0;
const check = (good, what) => { good ? passed++ : failed++; if (!good) console.log('FAIL ' + what); };

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
         '--disable-component-update', '--disable-sync'],
});

// One report at one width: nothing asked of a network, nothing complained of, nothing to scroll sideways for.
async function look(report, width, scheme, script) {
  const name = `${basename(report, '.html')} ${width} px ${scheme}${script ? '' : ' without script'}`;
  const context = await browser.newContext({
    viewport: { width, height: 900 }, colorScheme: scheme, javaScriptEnabled: script, bypassCSP: false,
  });
  const page = await context.newPage();
  const trouble = [], asked = [];
  page.on('console', m => m.type() === 'error' && trouble.push(m.text()));
  page.on('pageerror', e => trouble.push(String(e)));
  page.on('dialog', d => { trouble.push('dialog: ' + d.message()); d.dismiss(); });
  page.on('request', r => r.url().startsWith('file:') || r.url().startsWith('data:') || asked.push(r.url()));
  await page.goto('file://' + report);
  await page.screenshot({ path: `${pictures}/${name.replaceAll(' ', '-')}.png` });
  check(trouble.length === 0, `${name}: ${trouble.join('; ').slice(0, 300)}`);
  check(asked.length === 0, `${name} asks for ${asked.slice(0, 3)}`);
  if (script) {
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    check(over <= 0, `${name} is ${over} px too wide`);
    const foreign = await page.evaluate(() => document.querySelectorAll('img:not([src^="data:"]),iframe,object,embed,form,[onerror],[onclick],[onload]').length);
    check(foreign === 0, `${name} has ${foreign} elements that are not ours`);
  }
  await context.close();
}

// Accessibility, and the page for those who decide; axe is put in past the policy of the page.
async function judge(report, scheme) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, colorScheme: scheme, bypassCSP: true });
  const page = await context.newPage();
  await page.goto('file://' + report);
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ['violations'] }));
  for (const v of result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical'))
    console.log(`     ${v.id}: ${v.help}: ${v.nodes[0].target} (${v.nodes.length})`);
  const grave = result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').length;
  check(grave === 0, `${basename(report)} ${scheme}: ${grave} serious findings of axe-core`);
  await page.pdf({ path: `${pictures}/${basename(report, '.html')}.pdf`, format: 'A4' });
  check(readFileSync(`${pictures}/${basename(report, '.html')}.pdf`).length > 10000, `${basename(report)} does not print`);
  await context.close();
}

for (const report of reports) {
  for (const width of [360, 768, 1440])
    for (const scheme of ['light', 'dark']) await look(report, width, scheme, true);
  await look(report, 768, 'light', false);
  for (const scheme of ['light', 'dark']) await judge(report, scheme);
}
await browser.close();
console.log(`${passed} ${failed}`);
