package rows

import (
	"bytes"
	"math"
)

// maxUnits is the greatest number of 10^-scale units a Decimal column holds: 18 nines.
const maxUnits = 999_999_999_999_999_999

// parseDecimal reads a JSON number or a decimal string as an integer of
// 10^-scale units. More decimals than scale are rounded half away from zero,
// which it reports; more digits than the type has do not fit. A scale of 0
// allows every int64.
func parseDecimal(raw []byte, scale int32) (int64, fit) {
	mantissa, exponent, negative, ok := splitNumber(raw)
	if !ok {
		return 0, unfit
	}
	limit := int64(math.MaxInt64)
	if scale > 0 {
		limit = maxUnits
	}
	whole := bytes.IndexByte(mantissa, '.')
	if whole < 0 {
		whole = len(mantissa)
	}
	// place is the power of ten that the next digit counts, in units.
	place := whole - 1 + exponent + int(scale)
	units, result := int64(0), exact
	for _, b := range mantissa {
		if b == '.' {
			continue
		}
		digit := int64(b - '0')
		if place >= 0 {
			if units > (limit-digit)/10 {
				return 0, unfit
			}
			units = units*10 + digit
		} else if digit != 0 {
			if place == -1 && digit >= 5 {
				units++
			}
			result = rounded
			break
		}
		place--
	}
	for ; place >= 0 && units != 0; place-- {
		if units > limit/10 {
			return 0, unfit
		}
		units *= 10
	}
	if units > limit {
		return 0, unfit
	}
	if negative {
		units = -units
	}
	return units, result
}

// splitNumber checks that raw is a plain number and gives its parts: digits with
// at most one point, and the power of ten.
func splitNumber(raw []byte) (mantissa []byte, exponent int, negative, ok bool) {
	mantissa = raw
	if len(mantissa) > 0 && mantissa[0] == '-' {
		negative, mantissa = true, mantissa[1:]
	}
	if i := bytes.IndexAny(mantissa, "eE"); i >= 0 {
		if exponent, ok = parseExponent(mantissa[i+1:]); !ok {
			return nil, 0, false, false
		}
		mantissa = mantissa[:i]
	}
	digits, points := 0, 0
	for _, b := range mantissa {
		switch {
		case b >= '0' && b <= '9':
			digits++
		case b == '.':
			points++
		default:
			return nil, 0, false, false
		}
	}
	return mantissa, exponent, negative, digits > 0 && points <= 1
}

// parseExponent clamps: beyond a thousand every number is zero or too great.
func parseExponent(raw []byte) (int, bool) {
	sign := 1
	if len(raw) > 0 && (raw[0] == '-' || raw[0] == '+') {
		if raw[0] == '-' {
			sign = -1
		}
		raw = raw[1:]
	}
	n := 0
	for _, b := range raw {
		if b < '0' || b > '9' {
			return 0, false
		}
		n = min(n*10+int(b-'0'), 1000)
	}
	return sign * n, len(raw) > 0
}
