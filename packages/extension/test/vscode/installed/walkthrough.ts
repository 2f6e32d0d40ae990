// What a user gets from the installed .vsix before there is any script: a new user does what the walkthrough says, and nothing else: a scenario written, broken, repaired, and a deadlock found.
import type { Locator } from 'playwright-core';
import { command, goTo, lens, page, picture, textOf, traceView } from './screen.ts';

suite('as a new user', () => {
    let script: Locator;

    test('it opens with its four steps', async () => {
        await command('Faultline: Get Started');
        await page().locator('.getting-started-step').nth(3).waitFor();
        await picture('walkthrough');
    });

    test('write a scenario: it is proved at once', async () => {
        await button('Write a scenario', 'New Scenario');
        script = page().locator('.monaco-editor[data-uri^="untitled:"]');
        await lens(script, '✓ pass, as expected').waitFor();
        await ticked('Write a scenario');
        await picture('walkthrough write');
    });

    test('break it: a data race', async () => {
        const q = await lineOf('thread q {');
        for (const line of [q + 1, q + 2, q + 4, q + 5]) {
            await goToIn(line, 1);
            await page().keyboard.type('// ');
        }
        await button('Break it', 'Check File');
        await lens(script, '✗ bug data-race').waitFor();
        await ticked('Break it');
        await picture('walkthrough break');
    });

    test('repair it: proved again', async () => {
        const q = await lineOf('thread q {');
        await goToIn(q + 1, 1);
        for (const line of [q + 1, q + 2, q + 4, q + 5]) {
            await goToIn(line, 1);
            for (let typed = 0; typed < '// '.length; typed++) await page().keyboard.press('Delete');
        }
        await button('Repair it', 'Check File');
        await lens(script, '✓ pass, as expected').waitFor();
        await ticked('Repair it');
    });

    test('find a deadlock: the trace shows it', async () => {
        await goToIn((await lineOf('thread q {')) + 1, 1);
        await page().keyboard.press('Alt+ArrowDown');
        await button('Find a deadlock', 'Check File');
        await lens(script, '✗ deadlock, expected pass').waitFor();
        await ticked('Find a deadlock');
        await button('Find a deadlock', 'Show Trace');
        await traceView().getByText('waits for b').first().waitFor();
        await picture('walkthrough deadlock');
    });

    /** From 1. */
    async function lineOf(text: string): Promise<number> {
        return (await textOf(script)).indexOf(text) + 1;
    }

    async function goToIn(line: number, column: number): Promise<void> {
        await script.locator('.view-line').first().click();
        await goTo(line, column);
    }
});

/** Presses a button of a step of the walkthrough. */
async function button(title: string, label: string): Promise<void> {
    const step = stepOf(title);
    if (!/expanded/.test((await step.getAttribute('class')) ?? '')) await step.locator('.step-title').click();
    await step.locator('.monaco-button', { hasText: label }).click();
}

async function ticked(title: string): Promise<void> {
    await stepOf(title).locator('.codicon-getting-started-step-checked').waitFor({ state: 'attached' });
}

function stepOf(title: string): Locator {
    return page().locator('.getting-started-step', { has: page().locator('.step-title', { hasText: title }) });
}
