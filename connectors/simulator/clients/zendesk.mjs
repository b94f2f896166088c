// Reads the simulated Zendesk with node-zendesk: the cursor export of tickets, the
// time-based export of organizations and the list of satisfaction ratings, each
// to its end. It prints how many records came of each.
//
//   node zendesk.mjs URL EMAIL TOKEN
import client from 'node-zendesk';

const [, , url, username, token] = process.argv;
const zendesk = client.createClient({ endpointUri: `${url}/api/v2`, username, token });

const tickets = new Set();
for (let cursor = ''; ; ) {
  const { result: page } = await zendesk.ticketexport.exportCursor(0, cursor);
  for (const ticket of page.tickets) {
    if (tickets.has(ticket.id)) throw new Error(`ticket ${ticket.id} came twice`);
    tickets.add(ticket.id);
  }
  if (page.end_of_stream) break;
  cursor = page.after_cursor;
}
// The time-based export repeats the last second of every page.
const organizations = new Set((await zendesk.organizations.incremental(0)).map((o) => o.id));
const ratings = new Set((await zendesk.satisfactionratings.list()).map((r) => r.id));

console.log(JSON.stringify({ tickets: tickets.size, organizations: organizations.size, ratings: ratings.size }));
