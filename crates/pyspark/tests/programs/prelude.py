def show(label, f):
    try:
        print(label, repr(f()))
    except Exception as error:
        name = type(error).__name__
        if name == "Py4JJavaError":
            text = error.java_exception.toString()
            lines = [line for line in text.split("\n") if line and line[0] not in " \t" and line != "Driver stacktrace:"]
            first = lines[0].split("executor driver): ")[-1]
            print(label, name, lines[-1] if "PythonException" in first else first)
        elif name == "Py4JError":
            print(label, name, str(error).split("\n")[:2])
        else:
            print(label, name, str(error))
