// The output formats, by the name that --format gives them.
import type { CheckCommand } from '../arguments.ts';
import type { Documents } from '../documents.ts';
import type { Terminal } from '../terminal.ts';
import { jsonPrinter } from './json.ts';
import { junitPrinter } from './junit.ts';
import type { Printer } from './printer.ts';
import { sarifPrinter } from './sarif.ts';
import { textPrinter } from './text.ts';

export function createPrinter({ format, trace }: CheckCommand, terminal: Terminal, documents: Documents): Printer {
    switch (format) {
        case 'text':
            return textPrinter(terminal, documents, { trace });
        case 'json':
            return jsonPrinter(terminal, documents);
        case 'junit':
            return junitPrinter(terminal, documents);
        case 'sarif':
            return sarifPrinter(terminal, documents);
    }
}
