// What the official clients do beside plain calls, on the engine and before an upstream; prints one
// line of JSON with what came back, which the Java test judges.
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const clients = (url, key) => ({
  openai: new OpenAI({ baseURL: url + "/v1", apiKey: key, maxRetries: 0 }),
  anthropic: new Anthropic({ baseURL: url, apiKey: key, maxRetries: 0 }),
});
const engine = clients(process.env.HONE_URL, process.env.HONE_KEY);
const upstream = clients(process.env.UPSTREAM_URL, process.env.UPSTREAM_KEY);
const schema = { type: "object", properties: { minutes: { type: "integer" } }, required: ["minutes"] };
const result = {};

const refusal = async (call) => {
  try {
    await call();
    return "no error";
  } catch (error) {
    return { name: error.constructor.name, status: error.status };
  }
};
const ask = (text) => ({ model: "starter", messages: [{ role: "user", content: text }] });
const format = { type: "json_schema", json_schema: { name: "timer", schema, strict: true } };

// Tool runners: the client calls the function itself and goes on.
const set = [];
const runner = engine.openai.chat.completions.runTools({
  ...ask("timer"),
  tools: [
    {
      type: "function",
      function: {
        name: "timer",
        parameters: schema,
        parse: JSON.parse,
        function: ({ minutes }) => {
          set.push(minutes);
          return "set";
        },
      },
    },
  ],
});
result.runnerText = await runner.finalContent();
result.runnerCalls = set;
result.runnerMessages = runner.messages.length;

const said = [];
const toolRunner = engine.anthropic.beta.messages.toolRunner({
  ...ask("timer"),
  max_tokens: 100,
  tools: [
    {
      type: "custom",
      name: "timer",
      description: "Sets a timer.",
      input_schema: schema,
      parse: (input) => input,
      run: ({ minutes }) => {
        said.push(minutes);
        return "set";
      },
    },
  ],
});
const ended = await toolRunner.runUntilDone();
result.toolRunnerText = ended.content[0].text;
result.toolRunnerCalls = said;

// What the engine cannot do is an error of the client's own.
result.engineFormat = await refusal(() =>
  engine.openai.chat.completions.create({ ...ask("hello"), response_format: format }));
result.engineTextFormat = await refusal(() =>
  engine.openai.responses.create({
    model: "starter",
    input: "hello",
    text: { format: { type: "json_schema", name: "timer", schema } },
  }));
result.engineChoices = await refusal(() =>
  engine.openai.chat.completions.create({ ...ask("hello"), n: 2 }));
result.engineEmbeddings = await refusal(() =>
  engine.openai.embeddings.create({ model: "starter", input: "hello" }));
const seeded = await engine.openai.chat.completions.create({
  ...ask("hello"),
  seed: 7,
  stop: ["."],
  temperature: 0.2,
  top_p: 0.9,
});
result.seeded = seeded.choices[0].message.content;

// The caller leaves in the middle of a stream.
const left = await engine.openai.chat.completions.create({ ...ask("slow"), stream: true });
for await (const chunk of left) {
  result.beforeLeaving = chunk.choices[0]?.delta?.content || result.beforeLeaving;
  if (result.beforeLeaving) {
    left.controller.abort();
    break;
  }
}

// Before an upstream of the same dialect everything is passed on.
const vectors = await upstream.openai.embeddings.create({ model: "embedder", input: "hello" });
result.vector = Array.from(vectors.data[0].embedding);
result.vectorTokens = vectors.usage.prompt_tokens;
const formatted = await upstream.openai.chat.completions.create({
  ...ask("format"),
  response_format: format,
});
result.formatted = JSON.parse(formatted.choices[0].message.content).minutes;
const choices = await upstream.openai.chat.completions.create({ ...ask("choices"), n: 2 });
result.choices = choices.choices.map((choice) => choice.message.content);
const seen = await upstream.openai.chat.completions.create({
  model: "starter",
  messages: [
    {
      role: "user",
      content: [
        { type: "text", text: "image" },
        { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
      ],
    },
  ],
});
result.seen = seen.choices[0].message.content;

console.log(JSON.stringify(result));
