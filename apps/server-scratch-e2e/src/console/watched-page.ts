import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import { chromium, type Browser, type Page } from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A page of a browser, and what the browser reports about it. */
export interface WatchedPage {
  readonly page: Page;
  /** Errors on the browser's console, uncaught errors, violations of the CSP, dialogs and requests to others. */
  readonly troubles: readonly string[];
  /** Waits until an expression is true. Playwright's own waiting evaluates text, which the CSP forbids. */
  readonly waitFor: (expression: string) => Promise<void>;
  /** Returns the findings of axe that are serious or critical, each with the elements. */
  readonly findBarriers: () => Promise<readonly string[]>;
}

/** Starts Debian's Chromium, which is not sandboxed, because it may run as root in a container. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
}

/** Opens an empty page that may load from one origin only, and watches it. */
export async function openPage(
  browser: Browser,
  origin: string,
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<WatchedPage> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('console', (message) => {
    const isNote = !['error', 'warning'].includes(message.type());
    if (!isNote) troubles.push(`${message.text()} ${message.location().url}`);
  });
  page.on('pageerror', (error) => troubles.push(String(error)));
  page.on('dialog', (dialog) => {
    troubles.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    const isOwn = [`${origin}/`, 'data:'].some((start) => request.url().startsWith(start));
    if (!isOwn) troubles.push(`request to ${request.url()}`);
  });
  await page.exposeFunction('reportViolation', (text: string) => troubles.push(text));
  await page.addInitScript(`addEventListener('securitypolicyviolation', (event) =>
    reportViolation('CSP: ' + event.violatedDirective + ' ' + event.blockedURI));`);
  return {
    page,
    troubles,
    waitFor: (expression) => waitFor(page, expression),
    findBarriers: () => runAxe(page),
  };
}

const ATTEMPTS = 200;

async function waitFor(page: Page, expression: string): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    if (await page.evaluate<boolean>(expression)) return;
    await setTimeout(50);
  }
  const text = await page.locator('main').innerText();
  throw new Error(`${expression} is never true, but: ${text}`);
}

interface Finding {
  readonly id: string;
  readonly impact: string;
  readonly nodes: readonly { readonly html: string }[];
}

async function runAxe(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe); // as the debugger does, past the CSP of the page
  const found = await page.evaluate<readonly Finding[]>(
    `axe.run({ resultTypes: ['violations'] }).then((result) => result.violations)`,
  );
  const serious = found.filter(({ impact }) => ['serious', 'critical'].includes(impact));
  return serious.map(({ id, nodes }) => [id, ...nodes.map(({ html }) => html)].join(' '));
}
