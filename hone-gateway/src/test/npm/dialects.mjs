// Drives Responses and Messages with the official clients and prints one line of JSON with what
// came back; the Java test judges it.
import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

const openai = new OpenAI({
  baseURL: process.env.HONE_URL + "/v1",
  apiKey: process.env.HONE_KEY,
  maxRetries: 0,
});
const anthropic = new Anthropic({
  baseURL: process.env.HONE_URL,
  apiKey: process.env.HONE_KEY,
  maxRetries: 0,
});
const schema = { type: "object", properties: { minutes: { type: "integer" } } };
const result = {};

const first = await openai.responses.create({ model: "starter", input: "hello" });
result.responseText = first.output_text;
const second = await openai.responses.create({
  model: "starter",
  input: "again",
  previous_response_id: first.id,
});
result.previous = second.previous_response_id === first.id;

const functions = [{ type: "function", name: "timer", parameters: schema, strict: false }];
const types = new Set();
const responseStream = openai.responses.stream({ model: "starter", input: "timer", tools: functions });
for await (const event of responseStream) {
  types.add(event.type);
}
result.responseCall = (await responseStream.finalResponse()).output[0].arguments;
result.argumentsDone = types.has("response.function_call_arguments.done");

try {
  const broken = await openai.responses.create({ model: "starter", input: "break", stream: true });
  for await (const event of broken) {
    result.beforeBreak = event.delta ?? result.beforeBreak;
  }
  result.broken = "no error";
} catch (error) {
  result.broken = error.constructor.name;
}

const ask = (content) => ({ model: "starter", max_tokens: 100, messages: [{ role: "user", content }] });
const message = await anthropic.messages.create(ask("hello"));
result.messageText = message.content[0].text;
result.messageTokens = message.usage.output_tokens;

const tools = [{ name: "timer", input_schema: schema }];
const messageStream = anthropic.messages.stream({ ...ask("timer"), tools });
const called = await messageStream.finalMessage();
result.toolUse = called.content[0].input;
result.stopReason = called.stop_reason;

const counted = await anthropic.messages.countTokens({
  model: "starter",
  messages: [{ role: "user", content: "hello" }],
});
result.counted = counted.input_tokens;

try {
  await anthropic.messages.create({ ...ask("hello"), model: "nobody" });
} catch (error) {
  result.unknownModel = { name: error.constructor.name, status: error.status, type: error.error.error.type };
}

try {
  const broken = anthropic.messages.stream(ask("break"));
  await broken.finalMessage();
  result.brokenMessage = "no error";
} catch (error) {
  result.brokenMessage = error.constructor.name;
}

console.log(JSON.stringify(result));
