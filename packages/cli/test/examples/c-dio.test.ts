import { testExamples } from '../examples.ts';

testExamples('c-dio');
