// Opens the PDF named by the first argument as a browser would and prints as JSON
// what it finds: texts of pages, title, outline, links that lead somewhere, files
// inside, scripts, and every warning.
import { readFileSync } from 'node:fs';

const warnings = [];
for (const level of ['log', 'info', 'warn', 'error']) {
  const print = console[level];
  console[level] = (...words) => {
    const line = words.join(' ');
    // Node has no canvas; it is not needed to read.
    if (!line.includes('Cannot polyfill') && !line.includes('canvas')) warnings.push(line);
  };
  if (level === 'log') var say = print;
}

const { getDocument, VerbosityLevel } = await import('pdfjs-dist/legacy/build/pdf.mjs');
const doc = await getDocument({
  data: new Uint8Array(readFileSync(process.argv[2])),
  verbosity: VerbosityLevel.WARNINGS,
  useSystemFonts: false,
}).promise;

const pages = [];
let links = 0;
let lost = 0;
for (let n = 1; n <= doc.numPages; n++) {
  const page = await doc.getPage(n);
  await page.getOperatorList(); // reads fonts and drawing too
  pages.push((await page.getTextContent()).items.map((item) => item.str).join('\n'));
  for (const link of await page.getAnnotations()) {
    links++;
    const target = link.dest && (await doc.getPageIndex(link.dest[0]).catch(() => -1));
    if (link.subtype !== 'Link' || !(target >= 0)) lost++;
  }
}
const { info } = await doc.getMetadata();
const preferences = await doc.getViewerPreferences();
say(JSON.stringify({
  pages, links, lost, warnings,
  title: info.Title, author: info.Author, language: info.Language,
  outline: await Promise.all(
    ((await doc.getOutline()) ?? []).map(async (entry) => ({ title: entry.title, page: 1 + (await doc.getPageIndex(entry.dest[0])) })),
  ),
  attachments: Object.keys((await doc.getAttachments()) ?? {}),
  scripts: Boolean(await doc.getJSActions()) || Boolean(info.IsAcroFormPresent),
  showsTitle: Boolean(preferences?.DisplayDocTitle),
}));
await doc.destroy();
