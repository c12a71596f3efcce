// Strings that have broken tokenizers before. Written here by hand; the generator below is seeded.

const written = [
  'Hello, world!',
  "I'm sure they'll've said we'd go; it's Bob's, isn't it? DON'T SHOUT: I'LL WE'RE",
  ' leading blank',
  'trailing blank ',
  'two  blanks   three    four     five',
  '\n', '\n\n', '\n\n\n', '\r\n', 'a\r\nb\r\n\r\nc', ' \n \n ', '\t\tindented\n\t\tcode', ' \t \n\t x',
  'ends with blanks   ', 'ends with lines\n\n\n', '   \n   text',
  '1234567890', '3.14159 and 1,000,000.00', '2026-11-20T06:45:00Z', '٣٤٥ ४५६ ⅷ ½ ²', '0x1F 1e-9 12a34b',
  'def f(x):\n    if x > 1:\n        return f(x - 1) * x\n    return 1\n',
  'public static void main(String[] args) { System.out.println("hi"); }',
  '{"name":"set_timer","arguments":{"minutes":5,"label":"Tee"}}',
  'SELECT * FROM t WHERE a=\'b\' AND c<>"d"; -- done',
  '<html><body class="x">&nbsp;</body></html>',
  'https://example.org/a/b?c=d&e=%20f#g', 'user@example.org', '/usr/lib/jvm/bin/java -jar x.jar',
  'Grüße aus München, Fußgängerübergänge', 'ÀÉÎÕÜ àéîõü ñ ç ø å æ œ', 'naïve café', 'e\u0301 a\u0308 o\u0302\u0323',
  'Привет, мир! Как дела?', 'Γειά σου Κόσμε, ΟΔΟΣ', 'שלום עולם', 'مرحبا بالعالم', 'नमस्ते दुनिया', 'สวัสดีชาวโลก',
  '你好,世界!今天天气怎么样?', 'こんにちは世界。カタカナとひらがな', '안녕하세요 세계', '香港 and 東京 mixed',
  'ภาษาไทยไม่มีช่องว่าง', 'ქართული ენა', 'አማርኛ', 'தமிழ் மொழி',
  '😀 😃😄', '👩‍👩‍👧‍👦 family', '🏳️‍🌈 🇩🇪🇫🇷', '👍🏽👍🏿', '☃️❤️', 'a😀b', '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛', '𠜎𠜱𠝹',
  'ﬁ ligature ﬂ', 'ＦＵＬＬ ｗｉｄｔｈ １２３', '\u00a0non\u00a0breaking\u2003em\u2009thin\u3000ideographic',
  'zero\u200bwidth\u200djoiner\u200c', 'soft\u00adhyphen', 'right\u202eto left', '\u2028line\u2029paragraph',
  '"curly" ‘quotes’ – — … • ™ © ® € £ ¥ § ¶ † ‡', '!!!???...,,,;;;:::', '#@$%^&*()_+-=[]{}|\\/<>~`',
  '_snake_case_ camelCase PascalCase SCREAMING_CASE kebab-case', '__init__', '--flag=value', '=======', '*****',
  'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'ababababababababababababababababab',
  'Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft',
  'pneumonoultramicroscopicsilicovolcanoconiosis', 'x'.repeat(200), 'the '.repeat(60), ' '.repeat(100), '\n'.repeat(40),
  '- [ ] todo\n- [x] done\n  1. nested\n', '| a | b |\n|---|---|\n| 1 | 2 |', '```java\nint x = 1;\n```',
  '\u0000\u0001\u0002\u001f\u007f', 'a\u0000b', '\u0085next line', '\u001b[31mred\u001b[0m',
  "'s 't 're 've 'm 'll 'd 'S 'T 'RE", "rock'n'roll", "'''", "''s",
  '▁already▁marked', 'Ġ stand-in Ċ', '<0x41> byte token', '<unk> <s> </s>',
  'mixed 中文 and English и русский 123 混ぜる', 'ÅÅ Åå \u212b', '\u1e9b\u0323', '각 \u1100\u1161\u11a8',
  '.5 5. 5.5.5', '$5.00 €5,00 5 %', '№ 5 ℃ ㎏', 'a.b.c', 'a . b', 'a ,b', '( a )', ' !', ' \n!', '\n !',
];

const special = {
  qwen2_5: [
    '<|im_start|>system\nYou are kind.<|im_end|>\n<|im_start|>user\nhi<|im_end|>\n',
    '<|endoftext|>', 'a<|endoftext|>b', ' <|im_end|> ', '<|im_end|><|im_end|>', '<|im_end', '<tool_call>\n{"a":1}\n</tool_call>',
  ],
  qwen3: [
    '<|im_start|>assistant\n<think>\n\n</think>\n\nhi<|im_end|>\n', '<tool_call>\n{"a":1}\n</tool_call>', '<tool_response>x</tool_response>',
  ],
  llama3_2: [
    '<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nhi<|eot_id|>', 'a <|eot_id|> b', '<|python_tag|>x<|eom_id|>',
  ],
  mistral_nemo: ['<s>[INST]hi[/INST]hello</s>', '[AVAILABLE_TOOLS][][/AVAILABLE_TOOLS]', 'a [TOOL_CALLS] b', '<unk><pad>'],
  gpt2: ['a<|endoftext|>b', '<|endoftext|>', ' <|endoftext|> '],
  gemma2: ['<bos><start_of_turn>user\nhi<end_of_turn>\n', '<eos>', 'a\n\nb<end_of_turn>'],
};

/** Pieces of every kind put together at random; the same every time. */
function generated(count) {
  let state = 20261120;
  const next = (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 4294967296) * bound);
  };
  const pieces = ['the', ' a', 'Word', ' Zeit', 'é', 'ß', '12', '7', ' ', '  ', '\n', '\t', '.', ',', '!?', '"', '{"', '":', '中', '日本', 'я', '😀', "'s", '-', '_', '(', ')', ' and', 'ING', 'אב', 'ع', '\r\n', '👍🏽', '<', '|', '>'];
  const out = [];
  for (let i = 0; i < count; i++) {
    let text = '';
    for (let n = 1 + next(12); n > 0; n--) text += pieces[next(pieces.length)];
    out.push(text);
  }
  return out;
}

export const plain = [...written, ...generated(150)];
export { special };
