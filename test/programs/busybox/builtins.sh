# Everything in here is the shell itself: nothing runs as a child.
set -eu
fib() { if [ "$1" -lt 2 ]; then value=$1; else
	local n=$1 a
	fib $((n - 1)); a=$value
	fib $((n - 2)); value=$((a + value)); fi; }
fib 14
echo "fib 14 = $value"
while read -r word number; do
	case $word in
	a*) printf '%s=%04x\n' "$word" "$number" ;;
	esac
done < words.txt
trap 'echo "left with $?"' EXIT
trap 'echo usr1' USR1
kill -USR1 $$
text=one:two:three
IFS=:
set -- $text
echo "$# ${3%ee} ${text#*:} ${#text}"
echo written > new.txt
[ -s new.txt ] && read -r line < new.txt && echo "$line"
cd /tmp
pwd
exit 5
