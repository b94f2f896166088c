package rows

import (
	"strconv"
	"time"

	"github.com/valyala/fastjson"
)

const (
	microsPerSecond = 1_000_000
	microsPerDay    = 86_400 * microsPerSecond
	// maxSeconds is the last second of the year 9999. A greater number of
	// "seconds" can only be milliseconds.
	maxSeconds = 253_402_300_799
	// minSeconds is the first second of the year 0000.
	minSeconds = -62_167_219_200
)

// parseInstant reads RFC 3339 text, a date alone, or a number of seconds since
// 1970, and gives microseconds. With millis, or where seconds would lie beyond
// the year 9999, a number counts milliseconds. Text without a zone is UTC.
// Fractions finer than a microsecond are cut off.
func parseInstant(raw []byte, millis bool) (int64, bool) {
	if len(raw) >= 10 && raw[4] == '-' && raw[7] == '-' {
		return parseCalendar(raw)
	}
	return parseUnix(raw, millis)
}

func parseUnix(raw []byte, millis bool) (int64, bool) {
	// Most are whole numbers, which need no decimal arithmetic.
	if n, err := strconv.ParseInt(asString(raw), 10, 64); err == nil && raw[0] != '+' {
		if millis || n > maxSeconds || n < minSeconds {
			return n * 1000, n <= maxSeconds*1000+999 && n >= minSeconds*1000
		}
		return n * microsPerSecond, true
	}
	// The scale is far above the precision of any clock, so what it rounds off
	// is no loss.
	scale := int32(6)
	if millis {
		scale = 3
	}
	n, f := parseDecimal(raw, scale)
	ok := f != unfit && n <= maxSeconds*microsPerSecond && n >= minSeconds*microsPerSecond
	return n, ok
}

// parseCalendar reads YYYY-MM-DD, optionally followed by T or a space and
// hh:mm:ss, a fraction, and Z or an offset.
func parseCalendar(s []byte) (int64, bool) {
	year, ok1 := digits(s[0:4])
	month, ok2 := digits(s[5:7])
	day, ok3 := digits(s[8:10])
	if !ok1 || !ok2 || !ok3 || month < 1 || month > 12 || day < 1 || day > daysIn(year, month) {
		return 0, false
	}
	micros := daysSince1970(year, month, day) * microsPerDay
	if len(s) == 10 {
		return micros, true
	}
	if s[10] != 'T' && s[10] != 't' && s[10] != ' ' {
		return 0, false
	}
	inDay, rest, ok := parseClock(s[11:])
	if !ok {
		return 0, false
	}
	offset, ok := parseOffset(rest)
	micros += inDay - offset
	// An offset can carry the first and the last day out of the years there are.
	return micros, ok && micros >= minSeconds*microsPerSecond && micros < (maxSeconds+1)*microsPerSecond
}

func parseClock(s []byte) (micros int64, rest []byte, ok bool) {
	if len(s) < 8 || s[2] != ':' || s[5] != ':' {
		return 0, nil, false
	}
	hour, ok1 := digits(s[0:2])
	minute, ok2 := digits(s[3:5])
	second, ok3 := digits(s[6:8])
	if !ok1 || !ok2 || !ok3 || hour > 23 || minute > 59 || second > 59 {
		return 0, nil, false
	}
	micros = (hour*3600 + minute*60 + second) * microsPerSecond
	s = s[8:]
	if len(s) == 0 || s[0] != '.' {
		return micros, s, true
	}
	i, unit := 1, int64(microsPerSecond/10)
	for ; i < len(s) && s[i] >= '0' && s[i] <= '9'; i++ {
		micros += int64(s[i]-'0') * unit
		unit /= 10
	}
	return micros, s[i:], i > 1
}

func parseOffset(s []byte) (micros int64, ok bool) {
	if len(s) == 0 || len(s) == 1 && (s[0] == 'Z' || s[0] == 'z') {
		return 0, true
	}
	sign := int64(1)
	switch s[0] {
	case '-':
		sign = -1
	case '+':
	default:
		return 0, false
	}
	s = s[1:]
	if len(s) == 5 && s[2] == ':' {
		s = []byte{s[0], s[1], s[3], s[4]}
	}
	if len(s) != 4 {
		return 0, false
	}
	hour, ok1 := digits(s[0:2])
	minute, ok2 := digits(s[2:4])
	if !ok1 || !ok2 || hour > 23 || minute > 59 {
		return 0, false
	}
	return sign * (hour*3600 + minute*60) * microsPerSecond, true
}

// digits reads a fixed number of decimal digits.
func digits(s []byte) (int64, bool) {
	n := int64(0)
	for _, b := range s {
		if b < '0' || b > '9' {
			return 0, false
		}
		n = n*10 + int64(b-'0')
	}
	return n, true
}

func daysIn(year, month int64) int64 {
	switch month {
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	case 4, 6, 9, 11:
		return 30
	}
	return 31
}

// daysSince1970 counts in years that begin in March, so that the leap day is
// the last day of its year and no month needs a table.
func daysSince1970(year, month, day int64) int64 {
	if month <= 2 {
		year, month = year-1, month+12
	}
	inYear := (153*(month-3)+2)/5 + day - 1
	era := floorDiv(year, 400)
	ofEra := year - era*400
	return era*146_097 + ofEra*365 + ofEra/4 - ofEra/100 + inYear - 719_468
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

// Instant is the time a value says, read as a Timestamp column would.
func Instant(v *fastjson.Value) (time.Time, bool) {
	if v == nil {
		return time.Time{}, false
	}
	var scratch []byte
	raw, kind := scalar(v, &scratch)
	if len(raw) == 0 || kind != fastjson.TypeString && kind != fastjson.TypeNumber {
		return time.Time{}, false
	}
	micros, ok := parseInstant(raw, false)
	return time.UnixMicro(micros).UTC(), ok
}
