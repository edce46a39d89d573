# ASCII to UTF-16, a NUL behind each byte.
{ for (i = 1; i <= length($0); i++) printf "%s%c", substr($0, i, 1), 0; printf "\n%c", 0 }
