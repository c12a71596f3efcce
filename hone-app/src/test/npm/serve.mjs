// The official OpenAI client, unmodified, against `hone serve` with the starter policy. Prints one
// line of JSON; the Java test judges it.
import OpenAI from "openai";

const client = new OpenAI({ baseURL: process.env.HONE_URL, apiKey: process.env.HONE_KEY, maxRetries: 0 });
const tools = [
  {
    type: "function",
    function: {
      name: "timer_set",
      parameters: {
        type: "object",
        properties: { minutes: { type: "integer" }, label: { type: "string" } },
        required: ["minutes"],
      },
    },
  },
];
const ask = {
  model: "starter",
  user: "node",
  max_tokens: 64,
  temperature: 0,
  messages: [{ role: "user", content: "Set a timer for 12 minutes." }],
};
const result = {};

const whole = await client.chat.completions.create(ask);
result.model = whole.model;
result.text = whole.choices[0].message.content;

let streamed = "";
let tokens = 0;
for await (const chunk of await client.chat.completions.create({
  ...ask,
  stream: true,
  stream_options: { include_usage: true },
})) {
  streamed += chunk.choices[0]?.delta?.content ?? "";
  tokens = chunk.usage?.completion_tokens ?? tokens;
}
result.streamed = streamed;
result.tokens = tokens;

const forced = { ...ask, tools, tool_choice: "required" };
const call = await client.chat.completions.create(forced);
result.call = call.choices[0].message.tool_calls[0].function;
const again = await client.chat.completions.stream(forced).finalChatCompletion();
result.streamedCall = again.choices[0].message.tool_calls[0].function;

console.log(JSON.stringify(result));
