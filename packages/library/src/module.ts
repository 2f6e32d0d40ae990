/** A file of the library: `import kernel.gup` means the one with that name. */
export interface Module {
    readonly name: string;
    readonly text: string;
}
