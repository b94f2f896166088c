// Package surveymonkey reads surveys and their responses from SurveyMonkey.
//
// Answers only name the ids of choices, so the surveys stream lands each survey
// with its pages, questions and choices; it asks only for surveys that changed
// and buries those that are no longer listed.
//
// Responses are walked survey by survey, oldest change first, each survey from its
// own cursor, looked back from by a minute. A response that changes or is deleted
// in mid-walk pushes the ones behind it one place forward, across the border
// between two pages. So no page is asked for by its number: each begins anew at
// the newest change there was. Only a second with more changes than fit a page
// is paged through by the API's links, until that brings nothing new.
//
// Private apps have 500 requests a day. When they are used up the pull ends
// without an error and the next one begins at the survey where it stopped.
// Deletions are not told of: once a week everything is read again, where that
// takes no more than half of the day's requests.
package surveymonkey
