"""Why somebody cannot sign in or register."""

from engine.platform.errors import AppError


class WrongCode(AppError):
    code, status = "wrong_code", 422
    message = "验证码不正确，请对照短信重新输入。"


class CodeExpired(AppError):
    code, status = "code_expired", 422
    message = "验证码已失效，请重新获取。"


class WrongPassword(AppError):
    code, status = "wrong_password", 422
    message = "账号或密码不正确。"


class Locked(AppError):
    code, status = "locked", 423
    message = "连续输错次数过多，账号已锁定，请在 {minutes} 分钟后再试。"


class WrongPhone(AppError):
    code, status = "wrong_phone", 422
    message = "请输入 11 位手机号码。"


class AlreadyRegistered(AppError):
    code, status = "already_registered", 409
    message = "这个账号名已被使用，请换一个。"


class SignedOut(AppError):
    code, status = "signed_out", 401
    message = "登录已失效，请重新登录。您已填写的内容会保留。"
