// What a user gets: the .vsix, installed; scripts opened, changed and saved by hand. Nothing activates the extension but
// opening a script, and everything that is asserted is on the screen.
import { deepStrictEqual, match, strictEqual } from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Locator } from 'playwright-core';
import {
    choose,
    command,
    editorOf,
    goTo,
    lens,
    open,
    page,
    picture,
    reopen,
    save,
    screen,
    textIn,
    traceView,
} from './screen.ts';

const README = readFileSync(resolve(import.meta.dirname, '../../../../../README.md'), 'utf8');
/** The first script of the README, as its picture shows it. */
const SCRIPT = /```race\n(.*?)```/s.exec(README)![1]!;
const NAME = 'mmap-lock.race';
const CALL = 'fault(); ';
/** Where the script calls what takes the lock again; from 1. */
const PLACE = SCRIPT.slice(0, SCRIPT.indexOf(CALL)).split('\n');

suite('installed', () => {
    teardown(async function () {
        if (this.currentTest?.state === 'failed') await picture(`failed ${this.currentTest.title}`);
    });

    test('a deadlock is underlined when the script is saved, not before', async () => {
        const editor = await open(NAME, SCRIPT.replace(CALL, ''));
        await lens(editor, '✓ pass, as expected').first().waitFor();
        strictEqual(await squiggles(editor).count(), 0);
        await goTo(PLACE.length, PLACE.at(-1)!.length + 1);
        await page().keyboard.type(CALL);
        await save();
        await lens(editor, '✗ deadlock, expected pass').waitFor();
        await squiggles(editor).first().waitFor({ state: 'attached' });
    });

    test('the Problems panel tells the deadlock, and leads to each step', async () => {
        await command('View: Focus Problems');
        await page().locator('.markers-panel .monaco-list-row', { hasText: 'waits for mmap_lock' }).first().waitFor();
        await picture('problems');
        const step = page().locator('.markers-panel .monaco-list-row', { hasText: '2. mmap: down_write(mmap_lock)' });
        await step.first().dblclick();
        await atLine(6);
    });

    test('a hover tells what is held where a thread is stuck', async () => {
        const editor = await reopen(NAME);
        await textIn(editor, 'mmap_lock').hover();
        const hover = page().locator('.monaco-hover-content', { hasText: 'lock mmap_lock: rwsem' });
        await hover.waitFor();
        await picture('hover');
        await page().keyboard.press('Escape');
    });

    test('the lens over a check opens the trace, and a click on a step reveals its line', async () => {
        const editor = await reopen(NAME);
        await lens(editor, 'Trace').first().click();
        const view = traceView();
        await view.getByRole('row').filter({ hasText: 'down_write(mmap_lock)' }).first().click();
        await atLine(6);
        await view.getByRole('row').filter({ hasText: 'down_write(mmap_lock)' }).first().press('ArrowUp');
        await atLine(5);
        await picture('trace');
    });

    test('the picture as text is copied', async () => {
        await page().context().grantPermissions(['clipboard-read', 'clipboard-write']);
        await traceView().getByRole('button', { name: 'Copy as text' }).click();
        await page().locator('.statusbar-item', { hasText: 'Trace copied' }).waitFor();
        match(await page().evaluate(() => navigator.clipboard.readText()), /\*\*\* DEADLOCK \*\*\*/);
    });

    for (const [theme, kind] of [
        ['Default Dark Modern', 'vs-dark'],
        ['Default High Contrast', 'hc-black'],
        ['Default High Contrast Light', 'hc-light'],
        ['Default Light Modern', 'vs'],
    ] as const) {
        test(`the trace is drawn in the colours of ${theme}`, async () => {
            screen().configure({ 'workbench.colorTheme': theme });
            await page().locator(`.monaco-workbench.${kind}`).waitFor();
            await traceView().locator(`body[data-vscode-theme-id="${theme}"]`).waitFor();
            const row = traceView().getByRole('row').filter({ hasText: 'down_write(mmap_lock)' }).first();
            strictEqual(
                await row
                    .locator('code')
                    .first()
                    .evaluate(node => getComputedStyle(node).color),
                await traceView()
                    .locator('body')
                    .evaluate(body => {
                        const probe = body.appendChild(document.createElement('i'));
                        probe.style.color = 'var(--vscode-editor-foreground)';
                        const { color } = getComputedStyle(probe);
                        probe.remove();
                        return color;
                    }),
            );
            await picture(`trace ${kind}`);
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
        await row(NAME).waitFor();
        await command('Test: Run All Tests');
        await row('a fault with mmap_lock held').locator('.codicon-testing-failed-icon').waitFor();
        await row('if readers may pass a writer').locator('.codicon-testing-passed-icon').waitFor();
        await picture('tests');
        await command('View: Show Explorer');
    });

    test('a completion brings the import that it needs', async () => {
        const editor = await open('import.race', 'thread t {  }\n');
        await goTo(1, 12);
        await page().keyboard.type('set_current_st');
        await page().locator('.suggest-widget .monaco-list-row.focused', { hasText: 'set_current_state' }).waitFor();
        await picture('completion');
        await page().keyboard.press('Enter');
        await textIn(editor, 'kernel').waitFor();
        await save();
    });

    test('a check is exported to Promela', async () => {
        await reopen(NAME);
        await command('Faultline: Export Check to Promela');
        await choose('', 'a fault with mmap_lock held');
        await page().locator('.tab.active', { hasText: 'Untitled' }).waitFor();
        await textIn(page().locator('.editor-group-container.active .monaco-editor').first(), 'proctype').waitFor();
        await picture('promela');
    });

    test('the walkthrough opens', async () => {
        await command('Faultline: Get Started');
        await page().locator('.gettingStartedContainer', { hasText: 'Write a race scenario, break it' }).waitFor();
        await picture('walkthrough');
    });
});

function squiggles(editor: Locator): Locator {
    return editor.locator('.squiggly-error');
}

async function atLine(line: number): Promise<void> {
    await page()
        .locator('.statusbar-item', { hasText: `Ln ${line},` })
        .waitFor();
}

void deepStrictEqual;
void editorOf;
