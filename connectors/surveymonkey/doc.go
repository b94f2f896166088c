// Package surveymonkey reads surveys and their responses from SurveyMonkey.
//
// Answers only name the ids of choices, so the surveys stream lands each survey
// with its pages, questions and choices; it asks only for surveys that changed
// and buries those that are no longer listed.
//
// Responses are walked survey by survey, oldest change first, by the page links
// of the API. A response that changes or is deleted in mid-walk pushes the ones
// behind it one place forward, across the border between two pages; it also
// changes the total every page reports, and then the walk begins again at the
// last change it has seen. Each survey has a cursor of its own, looked back from
// by a minute.
//
// Private apps have 500 requests a day. When they are used up the pull ends
// without an error and the next one begins at the survey where it stopped.
// Deletions are not told of: once a week everything is read again, where that
// takes no more than half of the day's requests.
package surveymonkey
