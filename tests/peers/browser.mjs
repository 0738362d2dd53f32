// Opens pages from the file system in Chromium and says what it saw. Argument: the browser's path.
// Each line of standard input is one page, {"file", "wait", "axe", "keys", "pick", "shots": [{"file", "width",
// "dark", "pdf"}]}, and is answered with one line of JSON.
// Every request but that for the file itself is counted and refused, every dialog counted and dismissed.
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const QUIET = [
  '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update',
  '--disable-sync', '--no-first-run', '--disable-default-apps',
];

async function inspect(context, wanted) {
  const page = await context.newPage();
  const seen = { requests: [], dialogs: [], errors: [] };
  const address = pathToFileURL(wanted.file).href;
  await page.route('**/*', (route) => {
    if (route.request().url() === address) return route.continue();
    seen.requests.push(route.request().url());
    return route.abort();
  });
  page.on('dialog', (dialog) => {
    seen.dialogs.push(dialog.message());
    return dialog.dismiss();
  });
  page.on('console', (message) => message.type() === 'error' && seen.errors.push(message.text()));
  page.on('pageerror', (error) => seen.errors.push(String(error)));
  page.on('popup', (popup) => seen.requests.push(popup.url()));
  await page.goto(address);
  if (wanted.wait) await page.waitForSelector('html[data-done]', { timeout: 20_000, state: 'attached' });
  if (wanted.pick) {
    await page.setInputFiles('#files', wanted.pick);
    await page.waitForSelector('#compare li');
    seen.compared = await page.locator('#compare li').allInnerTexts();
  }
  Object.assign(seen, await page.evaluate(describe));
  if (wanted.keys) seen.focused = await walk(page, wanted.keys);
  if (wanted.axe) seen.axe = await accessibility(page);
  for (const shot of wanted.shots ?? []) await picture(page, shot);
  await page.close();
  return seen;
}

// Runs in the page: what a reader would find there.
function describe() {
  const texts = (selector) => [...document.querySelectorAll(selector)].map((one) => one.textContent);
  return {
    title: document.title,
    language: document.documentElement.lang,
    headings: [...document.querySelectorAll('h1,h2,h3')].map((one) => [one.tagName, one.textContent]),
    states: [...document.querySelectorAll('section[id^=credential-] [data-part=state]')].map((one) => [
      one.className, one.textContent,
    ]),
    sender: document.querySelector('#sender [data-part=state]')?.className ?? '',
    summary: texts('#summary')[0] ?? '',
    share: texts('#share')[0] ?? '',
    facts: texts('[data-part=facts]'),
    first: document.body.innerText.slice(0, 400),
    text: document.body.innerText,
    scripts: document.querySelectorAll('script').length,
    handlers: [...document.querySelectorAll('*')].filter((one) =>
      [...one.attributes].some((attribute) => attribute.name.startsWith('on') || attribute.name === 'style')).length,
    frames: document.querySelectorAll('iframe,object,embed,form,base,link').length,
    links: [...document.querySelectorAll('a')].map((one) => one.getAttribute('href')),
    ran: Boolean(globalThis.pwned),
  };
}

async function walk(page, presses) {
  const found = [];
  for (let press = 0; press < presses; press += 1) {
    await page.keyboard.press('Tab');
    found.push(await page.evaluate(() => {
      const one = document.activeElement;
      const outline = getComputedStyle(one);
      return [one.tagName, (one.tagName === 'BODY' ? '' : one.textContent) || one.id, outline.outlineStyle !== 'none' || one.tagName === 'BODY'];
    }));
  }
  return found;
}

async function accessibility(page) {
  const source = await readFile(new URL('node_modules/axe-core/axe.min.js', import.meta.url), 'utf8');
  const client = await page.context().newCDPSession(page);
  // Evaluated from outside, which no policy of the page forbids and which changes nothing in it.
  await client.send('Runtime.evaluate', { expression: source });
  const found = await client.send('Runtime.evaluate', {
    expression: 'axe.run(document, {resultTypes: ["violations"]}).then((r) => JSON.stringify(r.violations.map('
      + '(v) => [v.impact, v.id, v.nodes.map((n) => n.html.slice(0, 120)).slice(0, 3)])))',
    awaitPromise: true, returnByValue: true,
  });
  return JSON.parse(found.result.value);
}

async function picture(page, shot) {
  await page.emulateMedia({ colorScheme: shot.dark ? 'dark' : 'light' });
  await page.setViewportSize({ width: shot.width ?? 1000, height: 900 });
  if (shot.pdf) await page.pdf({ path: shot.file, format: 'A4' });
  else await page.screenshot({ path: shot.file, fullPage: true });
}

const profile = await mkdtemp(join(tmpdir(), 'wallet-browser-'));
const context = await chromium.launchPersistentContext(profile, {
  executablePath: process.argv[2], headless: true, args: QUIET,
});
try {
  for await (const line of createInterface({ input: process.stdin })) {
    const answer = await inspect(context, JSON.parse(line)).catch((error) => ({ failed: String(error) }));
    process.stdout.write(`${JSON.stringify(answer)}\n`);
  }
} finally {
  await context.close();
  await rm(profile, { recursive: true, force: true });
}
