/** How our own bug is told: in one line, with a stack only for whoever asks. */
export function bugReport(message: string, stack: string): string {
    const line = `faultline: internal error: ${message} This is a bug of faultline: please report it with the script.`;
    return process.env.FAULTLINE_DEBUG === '1' ? `${line}\n${stack}` : `${line} (FAULTLINE_DEBUG=1 shows more)`;
}
