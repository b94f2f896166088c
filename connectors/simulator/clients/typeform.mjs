// Reads the simulated Typeform with @typeform/api-client: every form, its
// definition and its responses, each list to its end. It prints how many records
// came of each.
//
//   node typeform.mjs URL TOKEN
import { createClient } from '@typeform/api-client';

const [, , url, token] = process.argv;
const typeform = createClient({ token, apiBaseUrl: url });

const { items: forms } = await typeform.forms.list({ page: 'auto', pageSize: 200 });
const responses = new Set();
let questions = 0;
for (const { id } of forms) {
  questions += (await typeform.forms.get({ uid: id })).fields.length;
  for (let before; ; ) {
    const { items } = await typeform.responses.list({ uid: id, pageSize: 1000, before });
    if (items.length === 0) break;
    for (const { token: one } of items) {
      if (responses.has(`${id}/${one}`)) throw new Error(`response ${one} came twice`);
      responses.add(`${id}/${one}`);
    }
    before = items.at(-1).token;
  }
}

console.log(JSON.stringify({ forms: forms.length, questions, responses: responses.size }));
