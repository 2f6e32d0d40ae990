/** How our own bug is told: in one line, with a stack only for whoever asks. */
export function bugReport(message: string, stack: string): string {
    const [first = ''] = message.split('\n');
    const line = `faultline: internal error: ${first.replace(/\.?$/, '.')} This is a bug of faultline: please report it with the script.`;
    return process.env.FAULTLINE_DEBUG === '1' ? `${line}\n${stack}` : `${line} (FAULTLINE_DEBUG=1 shows more)`;
}
