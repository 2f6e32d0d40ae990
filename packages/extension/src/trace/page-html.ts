// The frame of the trace view's page: what it may load, and nothing else.
import { randomUUID } from 'node:crypto';

export interface PageSources {
    readonly script: string;
    readonly style: string;
    /** What the web view calls its own resources. */
    readonly source: string;
}

export function pageHtml({ script, style, source }: PageSources): string {
    const nonce = randomUUID();
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Trace</title>
</head>
<body>
<main></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
