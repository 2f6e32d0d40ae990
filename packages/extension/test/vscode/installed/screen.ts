// A VS Code as its user has it: what is on the screen, a mouse and a keyboard.
//
// One window for the whole suite. Nothing here waits for a time: each step waits for what it does to show.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator, Page } from 'playwright-core';
import type { Settings } from '../code-server.ts';

let current: Screen | undefined;

export interface Screen {
    readonly page: Page;
    /** The folder that the window shows. */
    readonly folder: string;
    readonly configure: (settings: Settings) => void;
    /** Where pictures go. */
    readonly pictures: string;
}

/** Called before the suite runs. */
export function useScreen(screen: Screen): void {
    current = screen;
}

export function screen(): Screen {
    if (current === undefined) throw new Error('No window is open.');
    return current;
}

export function page(): Page {
    return screen().page;
}

export async function picture(name: string): Promise<void> {
    await page().screenshot({ path: join(screen().pictures, `${name}.png`) });
}

/** Runs a command by its title, as the palette shows it. */
export async function command(title: string): Promise<void> {
    await palette();
    await choose(`>${title}`, title);
}

/** A window that has just come up does not listen to keys yet: asks until it does. */
async function palette(): Promise<void> {
    const isOpen = quickInput().waitFor();
    for (let answer = ''; answer !== 'open'; ) {
        await page().keyboard.press('F1');
        answer = await Promise.race([
            isOpen.then(() => 'open'),
            quickInput()
                .waitFor({ timeout: 1000 })
                .then(
                    () => 'open',
                    () => 'closed',
                ),
        ]);
    }
}

function quickInput(): Locator {
    return page().locator('.quick-input-widget input[type="text"]:visible');
}

/** Fills the open quick pick and takes the row of exactly this name. */
export async function choose(text: string, label: string): Promise<void> {
    await quickInput().fill(text);
    await page()
        .locator('.quick-input-widget .monaco-list-row', { has: page().getByText(label, { exact: true }) })
        .first()
        .click();
}

/** Writes a script into the workspace and opens it; answers its editor. */
export async function open(name: string, text: string): Promise<Locator> {
    writeFileSync(join(screen().folder, name), text);
    return reopen(name);
}

export async function reopen(name: string): Promise<Locator> {
    await palette();
    await choose(name, name);
    const editor = editorOf(name);
    await editor.waitFor();
    return editor;
}

export function onDisk(name: string): string {
    return readFileSync(join(screen().folder, name), 'utf8');
}

export function editorOf(name: string): Locator {
    return page().locator(`.editor-instance[data-uri$="/${name}"], .monaco-editor[data-uri$="/${name}"]`).first();
}

/** Puts the cursor of the active editor somewhere; both from 1. */
export async function goTo(line: number, column: number): Promise<void> {
    await palette();
    await quickInput().fill(`:${line}:${column}`);
    await page().keyboard.press('Enter');
    await page()
        .locator('.statusbar-item', { hasText: `Ln ${line}, Col ${column}` })
        .waitFor();
}

/** The first occurrence of a text in an editor, to point at. */
export function textIn(editor: Locator, text: string): Locator {
    return editor.locator('.view-line span', { hasText: text }).last();
}

export async function save(): Promise<void> {
    await page().keyboard.press('Control+s');
    await page().locator('.tab.active.dirty').waitFor({ state: 'detached' });
}

/** The document inside a web view of the extension. */
export function traceView(): FrameLocator {
    return page().frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
}

/** What stands over a line of an editor. */
export function lens(editor: Locator, text: string): Locator {
    return editor.locator('.codelens-decoration a, .codelens-decoration span', { hasText: text });
}
