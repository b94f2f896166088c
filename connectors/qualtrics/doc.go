// Package qualtrics reads surveys and their responses from Qualtrics.
//
// Responses come by a job for each survey: an export is started, asked after until
// its status is complete, and its file, a zip of one JSON object a line, is kept
// on disk and unpacked as it is read. The filter is the instant a response was
// recorded, the start belonging to the window and the end not, so that the end of
// one load is the start of the next. Where an export fails because it is too
// large it is asked for in shorter windows.
//
// Neither edits nor deletions of older responses move that instant: once a month
// everything is exported again.
//
// The surveys stream lands each survey with the definitions of its questions. It
// asks only for those that changed and buries those that are no longer listed.
package qualtrics
