{ sum[$1] += $2; n[$1]++ }
END {
	for (word in sum)
		lines[++count] = sprintf("%-8s %5d %7.3f", word, sum[word], sum[word] / n[word])
	for (i = 1; i <= count; i++)
		for (j = i + 1; j <= count; j++)
			if (lines[j] < lines[i]) {
				line = lines[i]; lines[i] = lines[j]; lines[j] = line
			}
	for (i = 1; i <= count; i++)
		print lines[i]
}
