// The words of `mm` and `file` declarations: flags of mappings, properties of files.

export interface MappingWord {
    readonly name: string;
    /** One sentence. */
    readonly documentation: string;
    /** What follows it: `tags [1, 2]`. */
    readonly form?: string;
}

export const vmaFlags: readonly MappingWord[] = [
    { name: 'r', documentation: 'It may be read, as every mapping may.' },
    { name: 'rw', documentation: 'It may be read and written to.' },
    { name: 'w', documentation: 'It may be written to, and read.' },
    { name: 'shared', documentation: 'Writes reach the file.' },
    { name: 'private', documentation: 'Writes go to pages of its own; what nothing said means.' },
    { name: 'huge', documentation: 'Mapped by huge pages; it must consist of whole ones.' },
    { name: 'mte', documentation: 'Its accesses check tags.' },
    { name: 'dax', documentation: 'The memory of a device: no folio stands behind it.' },
    { name: 'uffd', documentation: 'Registered with a userfaultfd.', form: 'uffd(missing)' },
    { name: 'populated', documentation: 'Its pages are mapped in the beginning.' },
    { name: 'dirty', documentation: 'Its entries are dirty in the beginning.' },
    { name: 'tags', documentation: 'The tags of the first granules of populated memory.', form: 'tags [1]' },
    { name: 'page', documentation: 'The page of the address space that it begins with.', form: 'page [0]' },
];

export const uffdModes: readonly MappingWord[] = [
    { name: 'missing', documentation: 'Faults where nothing is mapped.' },
    { name: 'wp', documentation: 'Faults of writes to what is write-protected.' },
    { name: 'minor', documentation: 'Faults where the page is in the page cache and not mapped.' },
];

export const fileProperties: readonly MappingWord[] = [
    { name: 'pages', documentation: 'How many pages it can ever have; 1 if nothing is said.', form: 'pages 1' },
    {
        name: 'blocks',
        documentation: 'The same as `pages`, for a file whose pages are blocks of the disk.',
        form: 'blocks 1',
    },
    { name: 'cached', documentation: 'Which pages are in the page cache in the beginning.', form: 'cached 0' },
    {
        name: 'size',
        documentation: 'How many pages it has in the beginning (`i_size`); all of them if nothing is said.',
        form: 'size 1',
    },
];
