// `faultline explain`: the manual page of a diagnostic, a verdict or a kind of bug.
import { manualPage, manualPages } from '@faultline/ide';
import type { ExitStatus } from '../exit-status.ts';
import { EXIT } from '../exit-status.ts';
import type { Terminal } from '../terminal.ts';
import { nearest, UsageError } from '../usage-error.ts';

/** Without a code it lists what there is. Throws {@link UsageError} for a code that nothing has. */
export function runExplain(codes: readonly string[], terminal: Terminal): ExitStatus {
    if (codes.length === 0) {
        const width = Math.max(...manualPages().map(({ code }) => code.length));
        for (const { code, title } of manualPages())
            terminal.out(`${terminal.paint('strong', code.padEnd(width))}  ${title}\n`);
        return EXIT.met;
    }
    codes.forEach((code, index) => {
        const page = manualPage(code);
        if (page === undefined) throw new UsageError(unknown(code));
        terminal.out(
            `${index === 0 ? '' : '\n'}${terminal.paint('strong', page.code)}: ${page.title}\n\n${page.text}\n`,
        );
    });
    return EXIT.met;
}

function unknown(code: string): string {
    const meant = nearest(
        code,
        manualPages().map(page => page.code),
    );
    const hint = meant === undefined ? '`faultline explain` lists what there is.' : `Did you mean ${meant}?`;
    return `There is nothing to explain for ${code}. ${hint}`;
}
