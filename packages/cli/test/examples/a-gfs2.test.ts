import { testExamples } from '../examples.ts';

testExamples('a-gfs2');
