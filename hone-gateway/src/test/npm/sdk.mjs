// Drives the gateway with the official OpenAI client and prints one line of JSON with what came
// back; the Java test judges it.
import OpenAI from "openai";

const client = new OpenAI({
  baseURL: process.env.HONE_URL,
  apiKey: process.env.HONE_KEY,
  maxRetries: 0,
});
const tools = [
  {
    type: "function",
    function: {
      name: "timer",
      description: "Sets a timer.",
      parameters: { type: "object", properties: { minutes: { type: "integer" } } },
    },
  },
];
const ask = (content) => ({ model: "starter", messages: [{ role: "user", content }] });
const result = {};

const whole = await client.chat.completions.create(ask("hello"));
result.whole = whole.choices[0].message.content;
result.model = whole.model;

let streamed = "";
let usage = null;
const stream = await client.chat.completions.create({
  ...ask("hello"),
  stream: true,
  stream_options: { include_usage: true },
});
for await (const chunk of stream) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  usage = chunk.usage ?? usage;
}
result.streamed = streamed;
result.completionTokens = usage.completion_tokens;

const call = await client.chat.completions.create({ ...ask("timer"), tools });
result.call = call.choices[0].message.tool_calls[0].function;
result.finish = call.choices[0].finish_reason;

const assembled = await client.chat.completions.stream({ ...ask("timer"), tools }).finalChatCompletion();
result.streamedCall = assembled.choices[0].message.tool_calls[0].function;

const models = [];
for await (const model of client.models.list()) {
  models.push(model.id);
}
result.models = models;

try {
  await client.chat.completions.create({ ...ask("hello"), model: "nobody" });
} catch (error) {
  result.unknownModel = { name: error.constructor.name, status: error.status, code: error.code };
}

try {
  const broken = await client.chat.completions.create({ ...ask("break"), stream: true });
  for await (const chunk of broken) {
    result.beforeBreak = (result.beforeBreak ?? "") + (chunk.choices[0]?.delta?.content ?? "");
  }
  result.broken = "no error";
} catch (error) {
  result.broken = error.constructor.name;
}

console.log(JSON.stringify(result));
