// One line on standard error that says what is searched now, redrawn in place and gone when there is something to print.
import type { RunEvent } from './run.ts';
import type { Terminal } from './terminal.ts';

export interface ProgressLine {
    readonly event: (event: RunEvent) => void;
    readonly clear: () => void;
}

const SPINNER = '⠋⠙⠹⠸⠼⠴⠦⠧⠇⠏';
const CLEAR_LINE = '\r\u001b[2K';

export function progressLine(terminal: Terminal): ProgressLine {
    if (terminal.progress === 'silent') return { event: () => {}, clear: () => {} };
    let frame = 0;
    let state: 'blank' | 'drawn' = 'blank';
    const clear = () => {
        if (state === 'drawn') terminal.err(CLEAR_LINE);
        state = 'blank';
    };
    return {
        clear,
        event: event => {
            if (event.kind !== 'progress') return clear();
            frame = (frame + 1) % SPINNER.length;
            const { states, depth } = event.progress;
            const seconds = (event.elapsedMs / 1000).toFixed(1);
            const line = `  ${SPINNER[frame]} ${event.title}  ${states.toLocaleString('en-US')} states, depth ${depth}, ${seconds} s`;
            terminal.err(`${CLEAR_LINE}${line.slice(0, terminal.width - 1)}`);
            state = 'drawn';
        },
    };
}
