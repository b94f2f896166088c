// Package amplitude reads product events from Amplitude's Export API.
//
// The export is asked for by the hours in which Amplitude received the events,
// so an event that happened long ago comes with the hour it arrived in and no
// look-back for late events is needed. An hour can be exported some time after
// it ended; the newest hours are left for the next load.
//
// An answer is a zip of gzipped files of one event a line. It is kept on disk
// until it has arrived whole and then read member by member and line by line.
// Windows that are too large for Amplitude (400, 504) are asked for again in
// halves, down to one hour; an answer of 404 means that there were no events.
package amplitude
