// A VS Code as its user has it: what is on the screen, a mouse and a keyboard.
//
// One window for the whole suite. Nothing here waits for a time: each step waits for what it does to show.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';

interface Screen {
    readonly page: Page;
    /** The folder that the window shows. */
    readonly folder: string;
    /** Where pictures go. */
    readonly pictures: string;
}

let current: Screen | undefined;

/** Called before the suite runs. */
export function useScreen(screen: Screen): void {
    current = screen;
}

export function page(): Page {
    return screen().page;
}

export async function picture(name: string): Promise<void> {
    await page().screenshot({ path: join(screen().pictures, `${name}.png`), animations: 'disabled' });
}

/** Runs a command by its title, as the palette shows it. A palette knows the commands of when it was opened: opens it again. */
export async function command(title: string): Promise<void> {
    await ask(`>${title}`);
    while (!(await happens(rowOf(title).click({ timeout: 2000 })))) {
        await page().keyboard.press('Escape');
        await quickInput().waitFor({ state: 'hidden' });
        await ask(`>${title}`);
    }
}

/** Fills the open quick pick and takes the row of exactly this name. */
export async function choose(text: string, label: string): Promise<void> {
    await quickInput().fill(text);
    await rowOf(label).click();
}

/** Writes a script into the workspace, and opens it from the Explorer in the first group; answers its editor. */
export async function open(name: string, text: string): Promise<Locator> {
    writeFileSync(join(screen().folder, name), text);
    return reopen(name);
}

export async function reopen(name: string): Promise<Locator> {
    await command('View: Focus First Editor Group');
    await command('View: Show Explorer');
    await page().locator('.explorer-folders-view .monaco-list-row', { hasText: name }).dblclick();
    const editor = page().locator(`.monaco-editor[data-uri$="/${name}"]`).first();
    await editor.waitFor();
    return editor;
}

/** Puts the cursor of the active editor somewhere; both from 1. */
export async function goTo(line: number, column: number): Promise<void> {
    await ask(`:${line}:${column}`);
    await page().keyboard.press('Enter');
    await page()
        .locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` })
        .waitFor();
}

/** Puts the mouse on a text of an editor, where it occurs first. */
export async function pointAt(editor: Locator, text: string): Promise<void> {
    const { x, y } = await editor.evaluate((node, wanted) => {
        for (const line of node.querySelectorAll('.view-line')) {
            const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
            for (let leaf = walker.nextNode(); leaf !== null; leaf = walker.nextNode()) {
                const at = leaf.textContent?.indexOf(wanted) ?? -1;
                if (at === -1) continue;
                const range = document.createRange();
                range.setStart(leaf, at);
                range.setEnd(leaf, at + wanted.length);
                const { left, top, width, height } = range.getBoundingClientRect();
                return { x: left + width / 2, y: top + height / 2 };
            }
        }
        throw new Error(`${wanted} is not on the screen.`);
    }, text);
    await page().mouse.move(x, y);
}

/** The lines of an editor that are on the screen, from the top. */
export async function textOf(editor: Locator): Promise<readonly string[]> {
    return editor.evaluate(node =>
        [...node.querySelectorAll<HTMLElement>('.view-line')]
            .toSorted((a, b) => Number.parseFloat(a.style.top) - Number.parseFloat(b.style.top))
            .map(line => (line.textContent ?? '').replaceAll('\u00a0', ' ')),
    );
}

/** What stands over a line of an editor. */
export function lens(editor: Locator, text: string): Locator {
    return editor.locator('.codelens-decoration a, .codelens-decoration span', { hasText: text });
}

/** The document inside the trace view. */
export function traceView(): FrameLocator {
    return page()
        .frameLocator('iframe.webview.ready[src*="extensionId=faultline.faultline"]')
        .frameLocator('iframe#active-frame');
}

/** Saves what is being edited. */
export async function save(): Promise<void> {
    await page().keyboard.press('Control+s');
    await page().locator('.editor-group-container.active .tab.active.dirty').waitFor({ state: 'detached' });
}

function screen(): Screen {
    if (current === undefined) throw new Error('No window is open.');
    return current;
}

/**
 * Opens the palette and writes into it. A window that has just come up does not listen to keys yet, and a palette that is going away
 * takes no text: tries until it does.
 */
async function ask(text: string): Promise<void> {
    do await page().keyboard.press('F1');
    while (!(await happens(quickInput().fill(text, { timeout: 1000 }))));
}

function happens(attempt: Promise<void>): Promise<boolean> {
    return attempt.then(
        () => true,
        () => false,
    );
}

function rowOf(label: string): Locator {
    const text = page().getByText(label, { exact: true });
    return page().locator('.quick-input-widget .monaco-list-row', { has: text }).first();
}

function quickInput(): Locator {
    return page().locator('.quick-input-widget input[type="text"]:visible');
}
