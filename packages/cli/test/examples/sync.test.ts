import { testExamples } from '../examples.ts';

testExamples('sync');
