# The exit code of a driver on Kubernetes, from what spark-submit logs of its pod: spark-submit itself ends with 0 whatever
# became of the driver. Passes the log on to standard error as it comes, and ends with that code.
#
# The last line of its input is "submitted: N", the exit code of spark-submit. What is looked at are the lines "phase: ",
# "container name: " and "exit code: ", which Spark repeats at each change of the pod and once at its end; the driver's
# container has Spark's name for it, unless a pod template named the only one. Where nobody waited for the driver, the
# submission's success is all there is to tell. Where somebody waited and no exit code came, the pod was evicted or deleted.

/^submitted: / { submitted = $2; next }
/Waiting for application / { waited = 1 }
/phase: / { phase = $NF }
/container name: / {
    container = $NF
    if (container == "spark-kubernetes-driver") { seen = 1; code = "" }
}
/exit code: / { if (container == "spark-kubernetes-driver" || !seen && code == "") code = $NF }
{ print > "/dev/stderr"; fflush() }

END {
    if (submitted != 0) exit submitted
    if (code ~ /^[0-9]+$/ && (code > 0 || phase !~ /Failed/)) exit code
    if (!waited) exit 0
    print "jobs/submit.sh: the pod of the driver ended without telling an exit code (evicted, deleted?): run again, it resumes" > "/dev/stderr"
    exit 6
}
