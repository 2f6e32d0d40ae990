// textDocument/hover
import type { HoverSection, TableRow } from '@faultline/ide';
import { hover } from '@faultline/ide';
import type { ServerCapabilities } from 'vscode-languageserver';
import type { Context } from '../context.ts';
import { snapshotAt } from '../context.ts';
import type { Texts } from '../to-lsp.ts';
import { toLocation, toRange } from '../to-lsp.ts';

export const hoverCapability: ServerCapabilities = { hoverProvider: true };

export function onHover(context: Context): void {
    const { connection, workspace } = context;
    connection.onHover(params => {
        const at = snapshotAt(context, params);
        const found = at && hover(at.snapshot, at.offset);
        if (found === undefined) return null;
        const value = found.sections.map(section => inMarkdown(workspace, section)).join('\n\n');
        return {
            contents: { kind: 'markdown', value },
            range: toRange(workspace.indexOf(found.place.uri), found.place),
        };
    });
}

function inMarkdown(texts: Texts, section: HoverSection): string {
    switch (section.kind) {
        case 'code':
            return `\`\`\`faultline\n${section.text}\n\`\`\``;
        case 'text':
            return section.text;
        case 'table':
            return [
                `${section.title}:`,
                '',
                row(['', ...section.columns]),
                row(['', ...section.columns].map(() => '---')),
                ...section.rows.map(({ cells, isOnPath, links }) =>
                    row([isOnPath ? '▶' : '', ...cells, links.map(one => link(texts, one)).join(', ')]),
                ),
                ...(section.note === undefined ? [] : ['', section.note]),
            ].join('\n');
        case 'steps':
            return [
                `${section.title}:`,
                '',
                '| | thread | |',
                '|-:|---|---|',
                ...section.steps.map(({ step, thread, text, place, isHere }) => {
                    const { uri, range } = toLocation(texts, place);
                    const link = `[${step}](${uri}#L${range.start.line + 1},${range.start.character + 1})`;
                    const mark = isHere ? '**' : '';
                    return `| ${isHere ? '▶ ' : ''}${link} | ${mark}${thread}${mark} | ${cell(text)} |`;
                }),
            ].join('\n');
    }
}

function row(cells: readonly string[]): string {
    return `| ${cells.map(one => one.replaceAll('|', '\\|')).join(' | ')} |`;
}

function link(texts: Texts, { text, place }: TableRow['links'][number]): string {
    if (place === undefined) return text;
    const { uri, range } = toLocation(texts, place);
    const label = text.replace(/[\\`*_[\]<>]/g, '\\$&');
    return `[${label}](${uri}#L${range.start.line + 1},${range.start.character + 1})`;
}

/** Code inside a table cell. */
function cell(text: string): string {
    return `\`${text.replaceAll('|', '\\|').replaceAll('`', "'")}\``;
}
