// Reads the simulated Salesforce with jsforce, once by query and queryMore and
// once by a Bulk API 2.0 job, and prints how many records came of each object.
//
//   node salesforce.mjs URL CLIENT_ID CLIENT_SECRET
import http from 'node:http';
import jsforce from 'jsforce';

const [, , url, clientId, clientSecret] = process.argv;

// An organization is a host of its own, and jsforce counts on that; the
// simulator is a path of one. This stands between the two.
const simulator = new URL(url);
const front = http.createServer((request, response) => {
  const path = request.url.startsWith(simulator.pathname) ? request.url : simulator.pathname + request.url;
  const onward = http.request({ host: simulator.hostname, port: simulator.port, path, method: request.method, headers: request.headers }, (answer) => {
    response.writeHead(answer.statusCode, answer.headers);
    answer.pipe(response);
  });
  request.pipe(onward);
});
await new Promise((ready) => front.listen(0, '127.0.0.1', ready));
const loginUrl = `http://127.0.0.1:${front.address().port}${simulator.pathname}`;

const objects = {
  Account: 'Id, Name, Website, OwnerId, IsDeleted, MasterRecordId, Plan__c, SystemModstamp',
  Contact: 'Id, AccountId, Email, LastName, IsDeleted, SystemModstamp',
  Opportunity: 'Id, AccountId, Name, Amount, CloseDate, StageName, Probability, IsWon, RecordType.Name, SystemModstamp',
  User: 'Id, Name, Email, IsActive',
  AccountHistory: 'Id, AccountId, Field, OldValue, NewValue, CreatedDate',
};

const connection = new jsforce.Connection({ oauth2: { loginUrl, clientId, clientSecret }, version: '61.0' });
await connection.authorize({ grant_type: 'client_credentials' });
connection.bulk2.pollInterval = 10;
connection.bulk2.pollTimeout = 60000;

async function byQuery(soql) {
  const ids = new Set();
  let page = await connection.query(soql, { headers: { 'Sforce-Query-Options': 'batchSize=200' } });
  const total = page.totalSize;
  for (;;) {
    page.records.forEach((r) => ids.add(r.Id));
    if (page.done) break;
    page = await connection.queryMore(page.nextRecordsUrl);
  }
  if (ids.size !== total) throw new Error(`${soql}: ${ids.size} records of ${total}`);
  return ids;
}

async function byJob(soql) {
  const ids = new Set();
  const stream = await connection.bulk2.query(soql);
  await new Promise((resolve, reject) => stream.on('record', (r) => ids.add(r.Id)).on('error', reject).on('end', resolve));
  return ids;
}

const counts = {};
for (const [name, fields] of Object.entries(objects)) {
  const described = new Set((await connection.sobject(name).describe()).fields.map((f) => f.name));
  for (const field of fields.split(', ').filter((f) => !f.includes('.'))) {
    if (!described.has(field)) throw new Error(`${name} does not describe ${field}`);
  }
  const soql = `SELECT ${fields} FROM ${name}`;
  const [queried, exported] = [await byQuery(soql), await byJob(soql)];
  const missing = [...queried].filter((id) => !exported.has(id));
  if (missing.length > 0 || exported.size !== queried.size) {
    throw new Error(`${name}: ${queried.size} by query, ${exported.size} by job`);
  }
  counts[name] = queried.size;
}
front.close();
console.log(JSON.stringify(counts));
