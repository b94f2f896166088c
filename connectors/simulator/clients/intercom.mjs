// Reads the simulated Intercom with Intercom's own client: every page of the
// searches and of the list of contacts, one scroll through the companies, and
// the parts of one conversation. It prints how many records came of each.
//
//   node intercom.mjs URL TOKEN
import { IntercomClient } from 'intercom-client';

const [, , baseUrl, token] = process.argv;
const intercom = new IntercomClient({ baseUrl, token, version: '2.14', maxRetries: 0 });

// all follows the client's own paging and refuses what comes twice.
async function all(name, pages) {
  const ids = new Set();
  for await (const record of await pages) {
    if (ids.has(record.id)) throw new Error(`${name} ${record.id} came twice`);
    ids.add(record.id);
  }
  return ids;
}

const since = { operator: 'OR', value: [
  { field: 'updated_at', operator: '>', value: 0 },
  { field: 'updated_at', operator: '=', value: 0 },
] };
// The client writes the token of the next page into what it is given.
const pagination = () => ({ per_page: 150 });

const conversations = await all('conversation', intercom.conversations.search({ query: since, pagination: pagination() }));
const contacts = await all('contact', intercom.contacts.list({ per_page: 150 }));
const found = await all('contact', intercom.contacts.search({ query: { field: 'updated_at', operator: '>', value: 0 }, pagination: pagination() }));
if (found.size !== contacts.size) throw new Error(`${found.size} contacts by search, ${contacts.size} by list`);

// The client's own paging of a scroll never ends: it goes on while the answer
// names a token, and Intercom ends with an empty page that names one.
const companies = new Set();
let page = (await intercom.companies.scroll({})).response;
while (page.data.length > 0) {
  page.data.forEach((company) => companies.add(company.id));
  page = (await intercom.companies.scroll({ scroll_param: page.scroll_param })).response;
}

const admins = (await intercom.admins.list()).admins;
const [first] = conversations;
const conversation = await intercom.conversations.find({ conversation_id: first, display_as: 'plaintext' });
const parts = conversation.conversation_parts.conversation_parts;
if (parts.length !== conversation.conversation_parts.total_count) throw new Error(`conversation ${first} has ${parts.length} parts`);

console.log(JSON.stringify({ conversations: conversations.size, contacts: contacts.size, companies: companies.size, admins: admins.length }));
