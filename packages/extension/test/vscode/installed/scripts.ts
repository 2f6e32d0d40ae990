// Scripts opened, changed and saved by hand. Nothing activates the extension but opening one, and everything that is asserted is
// on the screen. All of it is one session, in this order.
import { match, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import { choose, command, goTo, lens, open, page, picture, pointAt, reopen, save, traceView } from './screen.ts';

const README = readFileSync(resolve(import.meta.dirname, '../../../../../README.md'), 'utf8');
/** The first script of the README, as its picture shows it. */
const SCRIPT = /```race\n(.*?)```/s.exec(README)![1]!;
const NAME = 'mmap-lock.race';
const CALL = 'fault(); ';
/** The lines up to where the script calls what takes the lock again. */
const BEFORE_CALL = SCRIPT.slice(0, SCRIPT.indexOf(CALL)).split('\n');
/** What the trace view makes of the line of a step. */
const OVERLAY = '[class*="TextEditorDecorationType"]';
const WRITER = 'down_write(mmap_lock)';
/** More states than anybody waits for. */
const ENDLESS = Array.from(
    { length: 6 },
    (_, at) => `var x${at}: u16 = 0\nthread t${at} { loop { WRITE_ONCE(x${at}, READ_ONCE(x${at}) + u16(1)) } }\n`,
).join('');

suite('installed', () => {
    test('a deadlock is underlined when the script is saved, not before', async () => {
        const editor = await open(NAME, SCRIPT.replace(CALL, ''));
        await lens(editor, '✓ pass, as expected').first().waitFor();
        strictEqual(await squiggles(editor).count(), 0);
        await goTo(BEFORE_CALL.length, BEFORE_CALL.at(-1)!.length + 1);
        await page().keyboard.type(CALL);
        await save();
        await lens(editor, '✗ deadlock, expected pass').waitFor();
        await squiggles(editor).first().waitFor({ state: 'attached' });
    });

    test('a hover tells what is held where a thread is stuck', async () => {
        const editor = await reopen(NAME);
        await pointAt(editor, 'down_read');
        const hover = page().locator('.monaco-hover:visible', { hasText: 'copy waits for mmap_lock (read)' });
        await hover.waitFor();
        await hover.getByText('An operation of', { exact: false }).first().waitFor();
        await picture('hover');
        await page().keyboard.press('Escape');
    });

    test('the Problems panel tells the deadlock, and leads to each step', async () => {
        await command('Problems: Focus on Problems View');
        const row = (text: string) => page().locator('.markers-panel .monaco-list-row', { hasText: text }).first();
        await row('copy waits for mmap_lock (read), behind mmap').waitFor();
        await picture('problems');
        await row(`2. mmap: ${WRITER}`).dblclick();
        await page().locator('.statusbar-item', { hasText: 'Ln 6,' }).waitFor();
    });

    test('the lens over a check opens the trace; a click or a key on a step reveals its line', async () => {
        const editor = await reopen(NAME);
        await lens(editor, 'Trace').first().click();
        await step(WRITER).click();
        await marked(editor, 'thread mmap');
        await step(WRITER).press('ArrowUp');
        await marked(editor, 'thread copy');
        await picture('trace');
    });

    test('a deadlock found on save, as the README shows it', async () => {
        const before = page().viewportSize()!;
        await page().setViewportSize({ width: 1520, height: 860 });
        const editor = await reopen(NAME);
        await command('View: Close Primary Side Bar');
        await goTo(10, 1);
        await step('down_read(mmap_lock)').click();
        await marked(editor, 'thread copy');
        await page().mouse.move(0, 0);
        await picture('readme');
        await page().setViewportSize(before);
    });

    test('the trace follows the cursor', async () => {
        const editor = await reopen(NAME);
        await goTo(6, 20);
        await traceView().locator('[aria-selected="true"]', { hasText: WRITER }).waitFor();
        await editor.locator(`.view-overlays ${OVERLAY}`).waitFor({ state: 'detached' });
    });

    test('the trace as text is copied', async () => {
        await page().context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await traceView().getByRole('button', { name: 'Copy as text' }).click();
        await page().locator('.statusbar-item', { hasText: 'Trace copied' }).waitFor();
        match(await page().evaluate(() => navigator.clipboard.readText()), /\*\*\* DEADLOCK \*\*\*/);
    });

    for (const [theme, kind] of [
        ['Dark 2026', 'vs-dark'],
        ['Dark High Contrast', 'hc-black'],
        ['Light High Contrast', 'hc-light'],
        ['Light 2026', 'vs'],
    ] as const) {
        test(`the trace is drawn in the colours of ${theme}`, async () => {
            await command('Preferences: Color Theme');
            await choose(theme, theme);
            await page().locator(`.monaco-workbench.${kind}`).waitFor();
            const body = traceView().locator(`body[data-vscode-theme-id]`);
            const ink = await body.evaluate(node => getComputedStyle(node).getPropertyValue('--vscode-foreground'));
            await picture(`trace ${kind}`);
            match(ink, /^(#|rgb)/);
        });
    }

    test('the status item says what came of the checks', async () => {
        await reopen(NAME);
        await page().locator('#status\\.languageStatus').hover();
        await page().locator('.monaco-hover', { hasText: '1 of 2 checks not as expected' }).waitFor();
        await picture('status');
    });

    test('the Test Explorer shows each check, runs it, and says what failed', async () => {
        await command('Testing: Focus on Test Explorer View');
        const row = (text: string) => page().locator('.test-explorer .monaco-list-row', { hasText: text });
        await command('Test: Run All Tests');
        await row(NAME).click();
        await page().keyboard.press('ArrowRight');
        await row('a fault with mmap_lock held').locator('[class*="testing-failed"]').waitFor();
        await row('if readers may pass a writer').locator('[class*="testing-passed"]').waitFor();
        await picture('tests');
    });

    test('a continuous run follows each save', async () => {
        const row = page().locator('.test-explorer .monaco-list-row', { hasText: 'a fault with mmap_lock held' });
        await command('Test: Start Continuous Run');
        const editor = await reopen(NAME);
        await goTo(BEFORE_CALL.length, BEFORE_CALL.at(-1)!.length + 1);
        for (let typed = 0; typed < CALL.length; typed++) await page().keyboard.press('Delete');
        await save();
        await lens(editor, '✗ deadlock, expected pass').waitFor({ state: 'detached' });
        await command('Testing: Focus on Test Explorer View');
        await row.locator('[class*="testing-passed"]').waitFor();
        await reopen(NAME);
        await page().keyboard.type(CALL);
        await save();
        // VS Code asks for no lenses of an editor that has just lost the focus.
        await lens(editor, '✗ deadlock, expected pass').waitFor();
        await command('Testing: Focus on Test Explorer View');
        await row.locator('[class*="testing-failed"]').waitFor();
        await picture('tests continuous');
        await command('Test: Stop Continuous Run');
    });

    test('a run is cancelled, and the search with it', async () => {
        await open('endless.race', ENDLESS);
        await command('Testing: Focus on Test Explorer View');
        const script = page().locator('.test-explorer .monaco-list-row', { hasText: 'endless.race' });
        await command('Faultline: Stop Checking');
        await script.click();
        await command('Test: Run All Tests');
        await script.locator('[class*="testing-running"], [class*="loading"]').first().waitFor();
        await command('Test: Cancel Test Run');
        await script.locator('[class*="testing-running"], [class*="loading"]').first().waitFor({ state: 'detached' });
        await reopen('endless.race');
        await page().locator('#status\\.languageStatus').hover();
        await page().locator('.monaco-hover', { hasText: 'inconclusive' }).waitFor();
        await picture('tests cancelled');
    });

    test('a completion brings the import that it needs', async () => {
        const editor = await open('import.race', 'thread t {  }\n');
        await goTo(1, 12);
        await page().keyboard.type('set_current_st');
        await page().locator('.suggest-widget .monaco-list-row.focused', { hasText: 'set_current_state' }).waitFor();
        await picture('completion');
        await page().keyboard.press('Enter');
        await editor.locator('.view-line', { hasText: 'import kernel.wait' }).waitFor();
        await save();
    });

    test('a check is exported to Promela', async () => {
        await reopen(NAME);
        await command('Faultline: Export Check to Promela');
        await choose('', 'a fault with mmap_lock held');
        const exported = page().locator('.monaco-editor[data-uri^="untitled:"]');
        await exported.locator('.view-line', { hasText: 'a fault with mmap_lock held' }).waitFor();
        await picture('promela');
    });
});

function squiggles(editor: Locator): Locator {
    return editor.locator('.squiggly-error');
}

function step(text: string): Locator {
    return traceView().getByRole('row').filter({ hasText: text }).first();
}

/** Waits until the trace view has marked the line that begins with a text. */
async function marked(editor: Locator, text: string): Promise<void> {
    const line = await editor
        .locator('.view-line', { hasText: text })
        .first()
        .evaluate(node => node.style.top);
    await editor
        .locator(`.view-overlays > div[style*="top: ${line}"], .view-overlays > div[style*="top:${line}"]`)
        .locator(OVERLAY)
        .first()
        .waitFor({ state: 'attached' });
}
