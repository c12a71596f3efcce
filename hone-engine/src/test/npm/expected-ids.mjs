// Writes what the published tokenizers make of the corpus, by the packages' own JavaScript:
//   node expected-ids.mjs > ../resources/dev/hone/engine/text/expected-ids.json
// Run in a folder where this package.json is installed.
import fs from 'node:fs';
import { TokenizerLoader } from '@lenml/tokenizers';
import { plain, special } from './corpus.mjs';

const out = { corpus: plain, tokenizers: {} };
for (const name of Object.keys(special)) {
  const folder = `node_modules/@lenml/tokenizer-${name}/models/`;
  const read = (file) => JSON.parse(fs.readFileSync(folder + file, 'utf8'));
  const tokenizer = TokenizerLoader.fromPreTrained({
    tokenizerJSON: read('tokenizer.json'),
    tokenizerConfig: read('tokenizer_config.json'),
  });
  const ids = (text) => tokenizer.encode(text, { add_special_tokens: false });
  out.tokenizers[name] = {
    plain: plain.map(ids),
    special: special[name].map((text) => ({ text, ids: ids(text) })),
    whole: tokenizer.encode('Hello, world!', { add_special_tokens: true }),
  };
}
process.stdout.write('{\n "corpus": ' + JSON.stringify(out.corpus) + ',\n "tokenizers": {\n'
  + Object.entries(out.tokenizers).map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n')
  + '\n }\n}\n');
