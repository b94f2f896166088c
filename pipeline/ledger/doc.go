// Package ledger is the program's own source: what it published, when, and by
// which definitions. Its streams lie in the lake beside the others, so they are
// read as of what was known, compacted and verified like any pull, and never
// changed:
//
//   - publications: one row per publication, with the settings and models it was
//     made with, so that it can be computed again as it was;
//   - definitions: one row per version of a metric's definition;
//   - figures: the figures of closed periods, each as it was first published and
//     again whenever it changed;
//   - nights, health: the scorecard and every customer's health at the end of each
//     day, as that night saw them, or as a later look back did;
//   - alerts: what each night told of whom, from which the next night goes on;
//   - renewals: what each night expected of the renewals coming up, by which later
//     nights judge the forecast;
//   - restatements: what changed in periods already published, and why.
//
// Rows are written after the publication they tell of is in place. The newest load
// of publications carries in its cursor the last one that was recorded whole, so
// what a crash leaves out is found and made good.
package ledger
